using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Clients;

/// <summary>
/// Checks the signature of what a client made: an assertion (RFC 7523 §3) or a request object (RFC 9101 §6.2), with an
/// explicit list of algorithms, and never one that the object alone chose (RFC 8725 §3.1). Claims are the caller's.
/// </summary>
public sealed class SignedByClient(ClientKeys keys)
{
    /// <summary>With a client's own keys; what the server offers.</summary>
    public static readonly IReadOnlyList<string> Algorithms =
        [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSha256];

    /// <summary>FAPI 2.0 §5.4.1 leaves RS256 out.</summary>
    public static readonly IReadOnlyList<string> StrictAlgorithms =
        [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    private const int Longest = 16 * 1024;

    private static readonly JsonWebTokenHandler Handler = new()
    {
        MapInboundClaims = false,
        MaximumTokenSizeInBytes = Longest,
    };

    /// <summary>Reads without any proof; null for what is no signed token.</summary>
    public static JsonWebToken? Peek(string token)
    {
        try
        {
            return token.Length <= Longest && Handler.CanReadToken(token) ? new JsonWebToken(token) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>True when one of the client's keys made it with one of these algorithms.</summary>
    public async Task<bool> IsValidAsync(
        JsonWebToken token,
        RegisteredClient client,
        IReadOnlyList<string> algorithms,
        CancellationToken cancellationToken)
    {
        if (!algorithms.Contains(token.Alg))
        {
            return false;
        }

        var keyId = string.IsNullOrEmpty(token.Kid) ? null : token.Kid;
        return await MatchesAsync(token, await keys.FindAsync(client, keyId, cancellationToken));
    }

    /// <summary>True when the client has a key of the name that the token gives, or any where it gives none.</summary>
    public async Task<bool> HasKeyAsync(RegisteredClient client, JsonWebToken token, CancellationToken cancellationToken)
        => (await keys.FindAsync(client, string.IsNullOrEmpty(token.Kid) ? null : token.Kid, cancellationToken)).Count > 0;

    /// <summary>True when the secret made it with HS256.</summary>
    public static Task<bool> IsValidAsync(JsonWebToken token, string secret)
        => token.Alg == SecurityAlgorithms.HmacSha256
            ? MatchesAsync(token, [new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret))])
            : Task.FromResult(false);

    /// <summary>True when one of these keys made it; its algorithm is the caller's to judge.</summary>
    internal static Task<bool> IsValidAsync(JsonWebToken token, IReadOnlyList<JsonWebKey> candidates)
        => MatchesAsync(token, candidates);

    private static async Task<bool> MatchesAsync(JsonWebToken token, IReadOnlyList<SecurityKey> candidates)
    {
        if (candidates.Count == 0)
        {
            return false;
        }

#pragma warning disable CA5404 // Only the signature is asked here: the claims differ by what is signed.
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = candidates,
            RequireSignedTokens = true,
            TryAllIssuerSigningKeys = true,
            ValidAlgorithms = [token.Alg],
            ValidateAudience = false,
            ValidateIssuer = false,
            ValidateLifetime = false,
        });
#pragma warning restore CA5404
        return result.IsValid;
    }
}
