using AuthPortal.Clients;

namespace AuthPortal.Endpoints.Http;

/// <summary>Of several nodes: a row each in the database that they share.</summary>
internal sealed class SharedDpopReplays(UsedOnce used, TimeProvider clock) : IDpopReplays
{
    public async ValueTask<bool> TakeAsync(
        string thumbprint,
        string tokenId,
        TimeSpan life,
        CancellationToken cancellationToken)
        => await used.TakeAsync("dpop", thumbprint, tokenId, clock.GetUtcNow() + life, cancellationToken);
}
