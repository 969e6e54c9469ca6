namespace AuthPortal.Endpoints.Http;

/// <summary>The proofs that were used within their life, RFC 9449 §11.1: each is good once, on whatever node.</summary>
public interface IDpopReplays
{
    /// <summary>True for the one caller that brings the proof first.</summary>
    /// <param name="thumbprint">The key's.</param>
    /// <param name="tokenId">The proof's jti.</param>
    /// <param name="life">Longer than any proof can be accepted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> TakeAsync(string thumbprint, string tokenId, TimeSpan life, CancellationToken cancellationToken);
}
