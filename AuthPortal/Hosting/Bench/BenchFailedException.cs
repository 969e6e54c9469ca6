namespace AuthPortal.Hosting.Bench;

/// <summary>What was measured did not do its work; a figure for it would be worth nothing.</summary>
internal sealed class BenchFailedException : Exception
{
    public BenchFailedException()
    {
    }

    public BenchFailedException(string message)
        : base(message)
    {
    }

    public BenchFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
