using System.Text.Json;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Clients;

/// <summary>
/// Proves a client by an assertion that it signed: private_key_jwt and client_secret_jwt, RFC 7523 §2.2 and §3, OpenID
/// Connect Core §9. Each is used once.
/// </summary>
public sealed class ClientAssertions(
    Issuer issuer,
    SignedByClient signatures,
    UsedOnce used,
    SecretVault vault,
    TimeProvider clock)
{
    /// <summary>RFC 7523 §2.2.</summary>
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private const int LongestId = 255;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The client that an assertion says it is of; nothing is proven by that.</summary>
    public static string? ClientIdOf(string assertion) => SignedByClient.Peek(assertion)?.Subject;

    /// <param name="client">Who is to be proven.</param>
    /// <param name="assertion">As sent.</param>
    /// <param name="endpoint">The URL of the endpoint that it was sent to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when it proves the client, else what is wrong with it.</returns>
    public async Task<string?> ProblemAsync(
        RegisteredClient client,
        string assertion,
        string endpoint,
        CancellationToken cancellationToken)
    {
        if (SignedByClient.Peek(assertion) is not { } token)
        {
            return "is not a signed JWT";
        }

        // The signature first: who can't sign learns nothing about the rest.
        if (!await IsSignedAsync(client, token, cancellationToken))
        {
            return "is not signed by a key of the client with an algorithm that it may use";
        }

        if (ClaimProblem(client, token, endpoint) is { } problem)
        {
            return problem;
        }

        return await used.TakeAsync("client_assertion", client.Id, token.Id, EndOf(token), cancellationToken)
            ? null
            : "was used before";
    }

    private static DateTimeOffset EndOf(JsonWebToken token) => new(token.ValidTo, TimeSpan.Zero);

    private Task<bool> IsSignedAsync(RegisteredClient client, JsonWebToken token, CancellationToken cancellationToken)
    {
        if (client.Metadata.TokenEndpointAuthSigningAlg is { } chosen && token.Alg != chosen)
        {
            return Task.FromResult(false);
        }

        return client.AuthMethod == ClientAuthMethod.SecretJwt
            ? AnySecretAsync(client, token)
            : signatures.IsValidAsync(
                token,
                client,
                client.IsFapi ? SignedByClient.StrictAlgorithms : SignedByClient.Algorithms,
                cancellationToken);
    }

    private async Task<bool> AnySecretAsync(RegisteredClient client, JsonWebToken token)
    {
        var now = clock.GetUtcNow();
        foreach (var secret in client.Secrets.Where(s => s.ExpiresAt is null || s.ExpiresAt > now))
        {
            if (vault.Open(secret.ProtectedValue) is { } plain && await SignedByClient.IsValidAsync(token, plain))
            {
                return true;
            }
        }

        return false;
    }

    private string? ClaimProblem(RegisteredClient client, JsonWebToken token, string endpoint)
    {
        if (!string.IsNullOrEmpty(token.Typ) && token.Typ is not ("JWT" or "client-authentication+jwt"))
        {
            return "has another typ";
        }

        if (token.Issuer != client.Id || token.Subject != client.Id)
        {
            return "must have the client_id as iss and sub";
        }

        if (!IsForUs(client, token, endpoint))
        {
            return "is not for this server (aud)";
        }

        if (token.Id is not { Length: > 0 and <= LongestId })
        {
            return "has no jti";
        }

        return AssertionTimes.Problem(token, clock.GetUtcNow(), Longest, needsNotBefore: false);
    }

    /// <summary>
    /// FAPI 2.0 §5.3.2.1: the issuer alone, as one string, so that no other server can pass an assertion on. Others may
    /// name the endpoint, and the token endpoint wherever they send it (RFC 7523 §3, RFC 9126 §2).
    /// </summary>
    private bool IsForUs(RegisteredClient client, JsonWebToken token, string endpoint)
    {
        if (!client.IsFapi)
        {
            return token.Audiences.Any(a => a == issuer.Value || a == endpoint || a == issuer.Url("/token"));
        }

        // The reader makes a list of a single audience: how it was written stands in the payload.
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        return payload.RootElement.TryGetProperty("aud", out var aud)
            && aud.ValueKind == JsonValueKind.String
            && aud.GetString() == issuer.Value;
    }
}
