using System.Text.Json;
using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tokens;

/// <summary>
/// Tells whether an access token is good at this moment. A signature is not enough: the rows that the token hangs on
/// must still stand, so that a revoked app is out at once.
/// </summary>
public sealed class AccessTokenReader(OwnSignature signature, TokenStandings standings, TimeProvider clock)
{
    /// <summary>Null for a token that is unknown, malformed, expired or revoked.</summary>
    public async Task<LiveAccessToken?> ReadAsync(string token, CancellationToken cancellationToken)
    {
        using var step = PortalTelemetry.Step("token.read");
        cancellationToken.ThrowIfCancellationRequested();
        if (!token.Contains('.', StringComparison.Ordinal))
        {
            return await OpaqueAsync(token);
        }

        if (signature.AccessToken(token) is not { } jwt || Claims.Of(jwt) is not { } claims)
        {
            return null;
        }

        var scopes = ScopeSet.Parse(Text(jwt, "scope"));
        return await LivingAsync(claims, scopes, clock.GetUtcNow()) is { } living && IsUsable(scopes, living.Scopes)
            ? new LiveAccessToken(
                claims.ClientId,
                living.Standing?.UserId,
                living.Scopes,
                [.. jwt.Audiences],
                new DateTimeOffset(jwt.IssuedAt, TimeSpan.Zero),
                Earlier(new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero), living.Standing?.Ends),
                jwt.Id,
                claims.FamilyId)
            {
                Limits = new TokenLimits(
                    [], Confirmation.Parse(Json(jwt, "cnf")), Json(jwt, "authorization_details"), Json(jwt, "act")),
                AuthTime = jwt.TryGetPayloadValue<long>("auth_time", out var seconds)
                    ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                    : null,
                Acr = Text(jwt, "acr"),
                RequestedClaims = living.Standing?.RequestedClaims,
                GrantId = living.Standing?.GrantId,
                UserInfoAt = living.Standing?.UserInfoAt,
            }
            : null;
    }

    private async Task<LiveAccessToken?> OpaqueAsync(string token)
    {
        if (await standings.OfHashAsync(Secrets.Hash(token), clock.GetUtcNow()) is not { } row)
        {
            return null;
        }

        var original = ScopeSet.Parse(row.Scopes);
        var left = row.Standing is { } allowed ? original.Intersect(ScopeSet.Parse(allowed.Scopes)) : original;
        return !IsUsable(original, left)
            ? null
            : new LiveAccessToken(
                row.ClientId,
                row.Standing?.UserId,
                left,
                row.Audience.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                row.CreatedAt,
                Earlier(row.ExpiresAt, row.Standing?.Ends),
                TokenId: null,
                row.FamilyId)
            {
                Limits = new TokenLimits(
                    [], Confirmation.Parse(row.Confirmation), row.AuthorizationDetails, row.Actor),
                AuthTime = row.Standing?.AuthTime,
                Acr = row.Standing?.Acr,
                RequestedClaims = row.Standing?.RequestedClaims,
                GrantId = row.Standing?.GrantId,
                UserInfoAt = row.Standing?.UserInfoAt,
            };
    }

    /// <summary>What the person has taken back since is left out; null when the token is dead.</summary>
    private async Task<Living?> LivingAsync(Claims claims, ScopeSet scopes, DateTimeOffset now)
    {
        if (claims.FamilyId is not { } familyId)
        {
            return await standings.IsOfClientAsync(claims.ClientId, claims.TokenId) ? new Living(scopes, null) : null;
        }

        // An exchanged token (RFC 8693) hangs on another client's grant, and on its own client besides.
        var standing = await standings.OfFamilyAsync(familyId, claims.TokenId, now);
        return standing is null
            || (standing.ClientId != claims.ClientId && !await standings.IsEnabledAsync(claims.ClientId))
            ? null
            : new Living(scopes.Intersect(ScopeSet.Parse(standing.Scopes)), standing);
    }

    /// <summary>A token whose every scope was taken back is dead: who asks only whether it is active must hear no.</summary>
    private static bool IsUsable(ScopeSet original, ScopeSet left) => left.Count > 0 || original.Count == 0;

    private static DateTimeOffset Earlier(DateTimeOffset expires, DateTimeOffset? ends)
        => ends < expires ? ends.Value : expires;

    private static string? Text(JsonWebToken jwt, string name)
        => jwt.TryGetPayloadValue<string>(name, out var value) ? value : null;

    /// <summary>A claim's JSON as it stands.</summary>
    private static string? Json(JsonWebToken jwt, string name)
        => jwt.TryGetPayloadValue<JsonElement>(name, out var value) ? value.GetRawText() : null;

    private sealed record Living(ScopeSet Scopes, TokenStanding? Standing);

    private sealed record Claims(string ClientId, string TokenId, Guid? FamilyId)
    {
        public static Claims? Of(JsonWebToken jwt)
        {
            if (Text(jwt, "client_id") is not { } clientId || jwt.Id is not { Length: > 0 } id)
            {
                return null;
            }

            return Guid.TryParseExact(Text(jwt, "fid"), "D", out var familyId)
                ? new Claims(clientId, id, familyId)
                : new Claims(clientId, id, FamilyId: null);
        }
    }
}
