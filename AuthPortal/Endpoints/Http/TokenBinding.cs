using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// At a protected resource of this server: a token has to be meant for it, RFC 9068 §4, and one that is bound to a key is
/// good only from who holds the key, RFC 9449 §7.1 and RFC 8705 §3. What was stolen, or was given to another API, is
/// worth nothing here.
/// </summary>
public sealed class TokenBinding(
    DpopProofReader proofs,
    ClientCertificates certificates,
    ClientRegistry clients,
    Issuer issuer)
{
    private static readonly OAuthError ForAnother = OAuthError.InvalidToken(
        "The access token was asked for another resource (RFC 8707).");

    private static readonly OAuthError NeedsProof = OAuthError.InvalidToken(
        "The access token is bound to a key: send it with the DPoP scheme and a proof.").Because(ErrorReason.KeyOther);

    private static readonly OAuthError NotBound = OAuthError.InvalidToken(
        "The access token is not bound to a DPoP key: send it with the Bearer scheme.").Because(ErrorReason.KeyOther);

    private static readonly OAuthError NeedsCertificate = OAuthError.InvalidToken(
        "The access token is bound to a client certificate that the connection does not have.")
            .Because(ErrorReason.CertificateMissing);

    /// <summary>Null when who sent the token may use it.</summary>
    public async Task<OAuthError?> ProblemAsync(HttpContext context, PresentedToken presented, LiveAccessToken live)
    {
        if (!live.Audience.Contains(issuer.Value) && !live.Audience.Contains(ProtectedResource.IdentifierAt(issuer)))
        {
            return ForAnother;
        }

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

        var client = await clients.FindStoredAsync(live.ClientId, context.RequestAborted);
        var proof = await proofs.ReadAsync(context.Request, presented.Value, DpopProofReader.AlgorithmsOf(client));
        if (!proof.IsOk)
        {
            return proof.Error with { Status = StatusCodes.Status401Unauthorized };
        }

        return proof.Value.Thumbprint == key ? null : NeedsProof;
    }
}
