using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tokens;

/// <summary>
/// Reads an <c>id_token_hint</c>: one of this server's own ID tokens, which may have expired (OpenID Connect Core
/// §3.1.2.1, RP-Initiated Logout §2).
/// </summary>
public sealed class IdTokenHints(OwnSignature signature)
{
    /// <summary>Null when it is not an ID token that this server signed.</summary>
    public IdTokenHint? Read(string idToken)
        => signature.IdToken(idToken) is { Subject.Length: > 0 } jwt && jwt.Audiences.FirstOrDefault() is { } clientId
            ? new IdTokenHint(jwt.Subject, clientId, Text(jwt, "sid"))
            : null;

    private static string? Text(JsonWebToken jwt, string name)
        => jwt.TryGetPayloadValue<string>(name, out var value) ? value : null;
}

/// <summary>Who it was about, which client it was for, and the browser session.</summary>
public sealed record IdTokenHint(string Subject, string ClientId, string? SessionId);
