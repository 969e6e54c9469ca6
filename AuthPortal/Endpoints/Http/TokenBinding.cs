using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// At a protected resource of this server: a token that is bound to a key is good only from who holds the key, RFC 9449
/// §7.1 and RFC 8705 §3. A stolen one is worth nothing.
/// </summary>
public sealed class TokenBinding(DpopProofReader proofs, ClientCertificates certificates)
{
    private static readonly OAuthError NeedsProof = OAuthError.InvalidToken(
        "The access token is bound to a key: send it with the DPoP scheme and a proof.");

    private static readonly OAuthError NotBound = OAuthError.InvalidToken(
        "The access token is not bound to a DPoP key: send it with the Bearer scheme.");

    private static readonly OAuthError NeedsCertificate = OAuthError.InvalidToken(
        "The access token is bound to a client certificate that the connection does not have.");

    /// <summary>Null when who sent the token may use it.</summary>
    public async Task<OAuthError?> ProblemAsync(HttpContext context, PresentedToken presented, LiveAccessToken live)
    {
        var bound = live.Limits.Confirmation;
        if (bound?.X5tS256 is { } thumbprint && certificates.ThumbprintOf(context) != thumbprint)
        {
            return NeedsCertificate;
        }

        if (bound?.Jkt is not { } key)
        {
            return presented.IsDpop ? NotBound : null;
        }

        if (!presented.IsDpop)
        {
            return NeedsProof;
        }

        var proof = await proofs.ReadAsync(context.Request, presented.Value);
        if (!proof.IsOk)
        {
            return proof.Error with { Status = StatusCodes.Status401Unauthorized };
        }

        return proof.Value.Thumbprint == key ? null : NeedsProof;
    }
}
