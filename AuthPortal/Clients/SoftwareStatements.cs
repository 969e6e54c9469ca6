using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Clients.Registration;
using AuthPortal.Clients.Remote;
using AuthPortal.Protocol;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Clients;

/// <summary>
/// Opens the software statement of a registration, RFC 7591 §2.3: a JWT of an issuer that the server's operator trusts.
/// What it says of a member counts, whatever stands beside it (§3.1.1).
/// </summary>
public sealed class SoftwareStatements(
    RemoteDocuments documents,
    IOptions<OAuthOptions> options,
    TimeProvider clock)
{
    private const int LargestSet = 64 * 1024;

    /// <summary>RFC 7519 §4.1, about the statement itself; and what only an administrator decides, or would hold another.</summary>
    private static readonly HashSet<string> NotTaken = new(
        ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id", "client_secret", "skip_consent", MemberName.SoftwareStatement],
        StringComparer.Ordinal);

    /// <summary>The metadata as the statement makes it; without a statement as it was sent.</summary>
    public async Task<StatementOutcome> OpenAsync(ClientMetadata sent, CancellationToken cancellationToken)
    {
        if (sent.SoftwareStatement is not { } text)
        {
            return new StatementOutcome(sent, Refused: null);
        }

        if (SignedByClient.Peek(text) is not { } token)
        {
            return Refuse(sent, Rules.StatementInvalid);
        }

        if (options.Value.SoftwareStatementIssuers.FirstOrDefault(i => i.Issuer == token.Issuer) is not { } issuer)
        {
            return Refuse(sent, Rules.StatementUnapproved);
        }

        return IsLiving(token) && await IsGenuineAsync(token, issuer, cancellationToken) && Merge(sent, token) is { } merged
            ? new StatementOutcome(merged, Refused: null)
            : Refuse(sent, Rules.StatementInvalid);
    }

    private static StatementOutcome Refuse(ClientMetadata sent, Rule rule)
        => new(sent, rule.BrokenBy(MemberName.SoftwareStatement));

    /// <summary>§2.3 asks for no end; one that is stated is kept.</summary>
    private bool IsLiving(JsonWebToken token)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return (!token.TryGetPayloadValue<long>("exp", out var end) || end > now)
            && (!token.TryGetPayloadValue<long>("nbf", out var start) || start <= now);
    }

    private async Task<bool> IsGenuineAsync(
        JsonWebToken token,
        SoftwareStatementIssuer issuer,
        CancellationToken cancellationToken)
    {
        if (!SignedByClient.Algorithms.Contains(token.Alg))
        {
            return false;
        }

        var keyId = string.IsNullOrEmpty(token.Kid) ? null : token.Kid;
        var keys = Matching(await KeysAsync(issuer, fresh: false, cancellationToken), keyId);
        keys = keys.Count > 0 ? keys : Matching(await KeysAsync(issuer, fresh: true, cancellationToken), keyId);
        return await SignedByClient.IsValidAsync(token, keys);
    }

    private async Task<IReadOnlyList<JsonWebKey>> KeysAsync(
        SoftwareStatementIssuer issuer,
        bool fresh,
        CancellationToken cancellationToken)
    {
        if (issuer.Jwks is { } jwks)
        {
            return ClientKeys.Read(jwks);
        }

        return issuer.JwksUri is { } uri
            && await documents.GetAsync(uri, LargestSet, fresh, cancellationToken) is RemoteAnswer.Received received
                ? ClientKeys.Read(Encoding.UTF8.GetString(received.Body))
                : [];
    }

    private static IReadOnlyList<JsonWebKey> Matching(IReadOnlyList<JsonWebKey> keys, string? keyId)
        => keyId is null ? keys : [.. keys.Where(key => key.Kid == keyId)];

    /// <summary>Null when a member has the wrong type, or the same one stands twice.</summary>
    private static ClientMetadata? Merge(ClientMetadata sent, JsonWebToken token)
    {
        try
        {
            using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), StrictJson.Options);
            var merged = (JsonObject)JsonSerializer.SerializeToNode(sent, ClientMetadataJson.Default.ClientMetadata)!;
            foreach (var member in payload.RootElement.EnumerateObject().Where(m => !NotTaken.Contains(m.Name)))
            {
                merged[member.Name] = JsonSerializer.SerializeToNode(member.Value);
            }

            var metadata = merged.Deserialize(ClientMetadataJson.Default.ClientMetadata);

            // Members that nobody knows are ignored in a statement as they are beside it.
            return metadata is null ? null : metadata with { Other = sent.Other };
        }
        catch (Exception problem) when (StrictJson.IsProblem(problem))
        {
            return null;
        }
    }
}

/// <summary>What a registration asks for, with its statement; or why the statement does not count.</summary>
public sealed record StatementOutcome(ClientMetadata Metadata, RuleViolation? Refused);
