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
    SecretUses uses,
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

    /// <summary>
    /// Judges an assertion by every rule, for the developer who made it. It is neither used up nor believed: one that was
    /// pasted here can still be sent.
    /// </summary>
    public async Task<IReadOnlyList<AssertionCheck>> TryAsync(
        RegisteredClient client,
        string assertion,
        CancellationToken cancellationToken)
    {
        if (SignedByClient.Peek(assertion.Trim()) is not { } token)
        {
            return [new AssertionCheck(AssertionRule.IsJwt, Holds: false, Found: null, "RFC 7519 §7.2")];
        }

        var signed = await IsSignedAsync(client, token, cancellationToken);
        var times = AssertionTimes.Problem(token, clock.GetUtcNow(), Longest, needsNotBefore: false);
        return
        [
            new(AssertionRule.IsJwt, Holds: true, null, "RFC 7519 §7.2"),
            new(AssertionRule.Algorithm, AllowedAlgorithms(client).Contains(token.Alg), token.Alg, "RFC 8725 §3.1"),
            new(AssertionRule.KeyKnown, await KnowsKeyAsync(client, token, cancellationToken), token.Kid, "RFC 7517 §4.5"),
            new(AssertionRule.Signature, signed, null, "RFC 7523 §3"),
            new(AssertionRule.Type, HasGoodType(token), token.Typ, "RFC 8725 §3.11"),
            new(AssertionRule.Issuer, token.Issuer == client.Id, token.Issuer, "RFC 7523 §3"),
            new(AssertionRule.Subject, token.Subject == client.Id, token.Subject, "RFC 7523 §3"),
            new(
                AssertionRule.Audience,
                IsForUs(client, token, issuer.Url("/token")),
                string.Join(' ', token.Audiences),
                client.IsFapi ? "FAPI 2.0 §5.3.2.1" : "RFC 7523 §3"),
            new(AssertionRule.Id, token.Id is { Length: > 0 and <= LongestId }, token.Id, "RFC 7523 §3"),
            new(AssertionRule.Times, times is null, times, "RFC 7523 §3"),
        ];
    }

    private static IReadOnlyList<string> AllowedAlgorithms(RegisteredClient client)
        => client.Metadata.TokenEndpointAuthSigningAlg is { } chosen ? [chosen]
            : client.AuthMethod == ClientAuthMethod.SecretJwt ? ["HS256"]
            : client.IsFapi ? SignedByClient.StrictAlgorithms : SignedByClient.Algorithms;

    private async Task<bool?> KnowsKeyAsync(RegisteredClient client, JsonWebToken token, CancellationToken cancellationToken)
        => client.AuthMethod == ClientAuthMethod.SecretJwt ? null
            : await signatures.HasKeyAsync(client, token, cancellationToken);

    private static bool HasGoodType(JsonWebToken token)
        => string.IsNullOrEmpty(token.Typ) || token.Typ is "JWT" or "client-authentication+jwt";

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
                uses.Note(secret.Id);
                return true;
            }
        }

        return false;
    }

    private string? ClaimProblem(RegisteredClient client, JsonWebToken token, string endpoint)
    {
        if (!HasGoodType(token))
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
