using AuthPortal.Data.Sql;

namespace AuthPortal.Tokens;

/// <summary>
/// What an access token hangs on, as it stands now, in one read: not revoked by itself, no client of it disabled, what
/// the person allowed neither taken back nor ended.
/// </summary>
public sealed class TokenStandings(SqlReads reads)
{
    private static readonly SqlStatement Family = new(
        """
        SELECT g."UserId", g."Id", g."ClientId", g."Scopes", g."ExpiresAt", f."AuthTime", f."Acr", f."RequestedClaims",
            f."UserInfoAt"
        FROM "TokenFamilies" AS f JOIN "Grants" AS g ON g."Id" = f."GrantId" JOIN "Clients" AS c ON c."Id" = g."ClientId"
        WHERE f."Id" = @p0 AND c."DisabledAt" IS NULL AND (g."ExpiresAt" IS NULL OR g."ExpiresAt" > @p1)
            AND NOT EXISTS (SELECT 1 FROM "RevokedAccessTokens" AS r WHERE r."TokenId" = @p2)
        """);

    private static readonly SqlStatement Stored = new(
        """
        SELECT g."UserId", g."Id", g."ClientId", g."Scopes", g."ExpiresAt", f."AuthTime", f."Acr", f."RequestedClaims",
            f."UserInfoAt", t."ClientId", t."FamilyId", t."Scopes", t."Audience", t."Confirmation",
            t."AuthorizationDetails", t."Actor", t."CreatedAt", t."ExpiresAt"
        FROM "AccessTokens" AS t JOIN "Clients" AS c ON c."Id" = t."ClientId"
            LEFT JOIN "TokenFamilies" AS f ON f."Id" = t."FamilyId" LEFT JOIN "Grants" AS g ON g."Id" = f."GrantId"
            LEFT JOIN "Clients" AS o ON o."Id" = g."ClientId"
        WHERE t."Hash" = @p0 AND t."ExpiresAt" > @p1 AND c."DisabledAt" IS NULL
            AND (t."FamilyId" IS NULL
                OR (o."Id" IS NOT NULL AND o."DisabledAt" IS NULL AND (g."ExpiresAt" IS NULL OR g."ExpiresAt" > @p1)))
        """);

    private static readonly SqlStatement OfClient = new(
        """
        SELECT 1 FROM "Clients" AS c WHERE c."Id" = @p0 AND c."DisabledAt" IS NULL
            AND NOT EXISTS (SELECT 1 FROM "RevokedAccessTokens" AS r WHERE r."TokenId" = @p1)
        """);

    private static readonly SqlStatement Enabled = new(
        """SELECT 1 FROM "Clients" WHERE "Id" = @p0 AND "DisabledAt" IS NULL""");

    /// <summary>Of a self-contained token that a sign-in gave.</summary>
    internal ValueTask<TokenStanding?> OfFamilyAsync(Guid familyId, string tokenId, DateTimeOffset now)
        => reads.FindAsync(Family, static row => StandingAt(row), familyId, now, tokenId);

    /// <summary>An opaque token that has not expired.</summary>
    internal ValueTask<StoredAccessToken?> OfHashAsync(byte[] hash, DateTimeOffset now)
        => reads.FindAsync(Stored, static row => StoredAt(row), hash, now);

    /// <summary>Whether a self-contained token that a client has for itself is good.</summary>
    internal ValueTask<bool> IsOfClientAsync(string clientId, string tokenId)
        => reads.AnyAsync(OfClient, clientId, tokenId);

    internal ValueTask<bool> IsEnabledAsync(string clientId) => reads.AnyAsync(Enabled, clientId);

    private static TokenStanding StandingAt(SqlRow row) => new(
        row.Text(0), row.Id(1), row.Text(2), row.Text(3), row.TimeOrNull(4), row.Time(5), row.TextOrNull(6), row.TextOrNull(7),
        row.TimeOrNull(8));

    private static StoredAccessToken StoredAt(SqlRow row)
    {
        const int at = 9;
        var familyId = row.IdOrNull(at + 1);
        return new StoredAccessToken(
            row.Text(at), familyId, row.Text(at + 2), row.Text(at + 3), row.TextOrNull(at + 4), row.TextOrNull(at + 5),
            row.TextOrNull(at + 6), row.Time(at + 7), row.Time(at + 8), familyId is null ? null : StandingAt(row));
    }
}

/// <summary>A sign-in and the grant that it hangs on; neither has ended.</summary>
internal sealed record TokenStanding(
    string UserId,
    Guid GrantId,
    string ClientId,
    string Scopes,
    DateTimeOffset? Ends,
    DateTimeOffset AuthTime,
    string? Acr,
    string? RequestedClaims,
    DateTimeOffset? UserInfoAt);

/// <summary>An opaque token's row; no standing where the client acts for itself.</summary>
internal sealed record StoredAccessToken(
    string ClientId,
    Guid? FamilyId,
    string Scopes,
    string Audience,
    string? Confirmation,
    string? AuthorizationDetails,
    string? Actor,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    TokenStanding? Standing);
