using System.Text.Json;
using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tokens;

/// <summary>
/// Tells whether an access token is good at this moment. A signature is not enough: the rows that the token hangs on
/// must still stand, so that a revoked app is out at once.
/// </summary>
public sealed class AccessTokenReader(
    OwnSignature signature,
    IDbContextFactory<AuthDbContext> contexts,
    TimeProvider clock)
{
    /// <summary>Null for a token that is unknown, malformed, expired or revoked.</summary>
    public async Task<LiveAccessToken?> ReadAsync(string token, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!token.Contains('.', StringComparison.Ordinal))
        {
            return await OpaqueAsync(db, token, cancellationToken);
        }

        if (signature.AccessToken(token) is not { } jwt || Claims.Of(jwt) is not { } claims)
        {
            return null;
        }

        var scopes = ScopeSet.Parse(Text(jwt, "scope"));
        return await LivingAsync(db, claims, scopes, cancellationToken) is { } living
            ? new LiveAccessToken(
                claims.ClientId,
                living.UserId,
                living.Scopes,
                [.. jwt.Audiences],
                new DateTimeOffset(jwt.IssuedAt, TimeSpan.Zero),
                new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero),
                jwt.Id,
                claims.FamilyId)
            {
                Limits = new TokenLimits(
                    [], Confirmation.Parse(Json(jwt, "cnf")), Json(jwt, "authorization_details"), Json(jwt, "act")),
                AuthTime = jwt.TryGetPayloadValue<long>("auth_time", out var seconds)
                    ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                    : null,
                Acr = Text(jwt, "acr"),
                RequestedClaims = living.RequestedClaims,
                GrantId = living.GrantId,
            }
            : null;
    }

    private async Task<LiveAccessToken?> OpaqueAsync(
        AuthDbContext db,
        string token,
        CancellationToken cancellationToken)
    {
        var hash = Secrets.Hash(token);
        var now = clock.GetUtcNow();
        var row = await db.AccessTokens.AsNoTracking()
            .Where(t => t.Hash == hash && t.ExpiresAt > now && t.Client!.DisabledAt == null)
            .Where(t => t.Family == null || t.Family.Grant!.Client!.DisabledAt == null)
            .Select(t => new
            {
                Token = t,
                UserId = t.Family == null ? null : t.Family.Grant!.UserId,
                GrantId = t.Family == null ? (Guid?)null : t.Family.GrantId,
                Allowed = t.Family == null ? t.Scopes : t.Family.Grant!.Scopes,
                AuthTime = t.Family == null ? (DateTimeOffset?)null : t.Family.AuthTime,
                Acr = t.Family == null ? null : t.Family.Acr,
                RequestedClaims = t.Family == null ? null : t.Family.RequestedClaims,
            })
            .FirstOrDefaultAsync(cancellationToken);
        return row is null
            ? null
            : new LiveAccessToken(
                row.Token.ClientId,
                row.UserId,
                ScopeSet.Parse(row.Token.Scopes).Intersect(ScopeSet.Parse(row.Allowed)),
                row.Token.Audience.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                row.Token.CreatedAt,
                row.Token.ExpiresAt,
                TokenId: null,
                row.Token.FamilyId)
            {
                Limits = new TokenLimits(
                    [], Confirmation.Parse(row.Token.Confirmation), row.Token.AuthorizationDetails, row.Token.Actor),
                AuthTime = row.AuthTime,
                Acr = row.Acr,
                RequestedClaims = row.RequestedClaims,
                GrantId = row.GrantId,
            };
    }

    /// <summary>
    /// One read: not revoked by itself, the family stands (client credentials: the client), not disabled. What the
    /// person has taken back since is left out; null when the token is dead.
    /// </summary>
    private static async Task<Living?> LivingAsync(
        AuthDbContext db,
        Claims claims,
        ScopeSet scopes,
        CancellationToken cancellationToken)
    {
        var revoked = db.RevokedAccessTokens.Where(r => r.TokenId == claims.TokenId);
        if (claims.FamilyId is not { } familyId)
        {
            var alive = await db.Clients.AnyAsync(
                c => c.Id == claims.ClientId && c.DisabledAt == null && !revoked.Any(),
                cancellationToken);
            return alive ? new Living(scopes) : null;
        }

        var family = await db.TokenFamilies
            .Where(f => f.Id == familyId && f.Grant!.Client!.DisabledAt == null && !revoked.Any())
            .Select(f => new { f.Grant!.Scopes, f.Grant.UserId, f.GrantId, f.Grant.ClientId, f.RequestedClaims })
            .FirstOrDefaultAsync(cancellationToken);

        // An exchanged token (RFC 8693) hangs on another client's grant, and on its own client besides.
        return family is null
            || (family.ClientId != claims.ClientId
                && !await db.Clients.AnyAsync(c => c.Id == claims.ClientId && c.DisabledAt == null, cancellationToken))
            ? null
            : new Living(
                scopes.Intersect(ScopeSet.Parse(family.Scopes)), family.UserId, family.GrantId, family.RequestedClaims);
    }

    private static string? Text(JsonWebToken jwt, string name)
        => jwt.TryGetPayloadValue<string>(name, out var value) ? value : null;

    /// <summary>A claim's JSON as it stands.</summary>
    private static string? Json(JsonWebToken jwt, string name)
        => jwt.TryGetPayloadValue<JsonElement>(name, out var value) ? value.GetRawText() : null;

    private sealed record Living(
        ScopeSet Scopes,
        string? UserId = null,
        Guid? GrantId = null,
        string? RequestedClaims = null);

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
