namespace AuthPortal.Data;

/// <summary>More writes wait than the server will hold; the caller answers 503 with Retry-After.</summary>
public sealed class WriteQueueFullException : Exception
{
    public WriteQueueFullException()
        : base("Too many writes are waiting.")
    {
    }

    public WriteQueueFullException(string message)
        : base(message)
    {
    }

    public WriteQueueFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
