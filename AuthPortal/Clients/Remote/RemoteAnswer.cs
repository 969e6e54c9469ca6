namespace AuthPortal.Clients.Remote;

/// <summary>What came of asking another server.</summary>
public abstract record RemoteAnswer
{
    private RemoteAnswer()
    {
    }

    /// <summary>A success.</summary>
    /// <param name="Body">Whole, within the limit.</param>
    /// <param name="MediaType">In lower case; null when none was given.</param>
    /// <param name="MaxAge">How long it may be kept, RFC 9111 §5.2.2; null when nothing was said.</param>
    public sealed record Received(byte[] Body, string? MediaType, TimeSpan? MaxAge) : RemoteAnswer;

    /// <summary>Anything else; the reason is for logs and developers, and holds nothing that the other server said.</summary>
    public sealed record Failed(string Reason) : RemoteAnswer;
}
