namespace AuthPortal.Data;

/// <summary>The database can't be written now, and nothing of the write is stored; the caller answers 503.</summary>
public sealed class StorageOutageException : Exception
{
    public StorageOutageException()
        : base("The database can't be written now.")
    {
    }

    public StorageOutageException(string message)
        : base(message)
    {
    }

    public StorageOutageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
