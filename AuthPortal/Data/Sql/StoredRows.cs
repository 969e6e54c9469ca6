using System.Text.Json;
using AuthPortal.Data.Entities;

namespace AuthPortal.Data.Sql;

/// <summary>The rows that hot paths read, in one statement each with what they hang on.</summary>
public static class StoredRows
{
    /// <summary>The columns of a grant, in the order that <see cref="GrantAt"/> reads them.</summary>
    private const string GrantColumns =
        """
        g."Id", g."UserId", g."ClientId", g."Scopes", g."DeniedScopes", g."AuthorizationDetails", g."CreatedAt",
        g."UpdatedAt", g."LastUsedAt", g."ExpiresAt"
        """;

    private const int GrantWidth = 10;

    private static readonly SqlStatement GrantById = new(
        $"""SELECT {GrantColumns} FROM "Grants" AS g WHERE g."Id" = @p0""");

    private static readonly SqlStatement GrantOfPair = new(
        $"""SELECT {GrantColumns} FROM "Grants" AS g WHERE g."UserId" = @p0 AND g."ClientId" = @p1""");

    private static readonly SqlStatement CodeByHash = new(
        $"""
        SELECT {GrantColumns}, c."RedirectUri", c."RedirectUriWasSent", c."Scopes", c."Nonce", c."CodeChallenge",
            c."Resources", c."AuthorizationDetails", c."RequestedClaims", c."DpopThumbprint", c."SessionId", c."AuthTime",
            c."Amr", c."Acr", c."UserAgent", c."IpAddress", c."CreatedAt", c."ExpiresAt", c."ConsumedAt", c."FamilyId"
        FROM "AuthorizationCodes" AS c JOIN "Grants" AS g ON g."Id" = c."GrantId"
        WHERE c."Hash" = @p0
        """);

    private static readonly SqlStatement RefreshByHash = new(
        $"""
        SELECT {GrantColumns}, f."Id", f."Scopes", f."GrantType", f."Resources", f."AuthorizationDetails",
            f."RequestedClaims", f."Confirmation", f."SessionId", f."Nonce", f."AuthTime", f."Amr", f."Acr", f."UserAgent",
            f."IpAddress", f."CreatedAt", f."LastUsedAt", f."UserInfoAt", f."ExpiresAt",
            t."CreatedAt", t."ExpiresAt", t."ConsumedAt", t."SuccessorHash", t."ProtectedSuccessor"
        FROM "RefreshTokens" AS t JOIN "TokenFamilies" AS f ON f."Id" = t."FamilyId" JOIN "Grants" AS g ON g."Id" = f."GrantId"
        WHERE t."Hash" = @p0
        """);

    private static readonly SqlStatement UserById = new(
        """
        SELECT "Id", "UserName", "Email", "EmailConfirmed", "PhoneNumber", "PhoneNumberConfirmed", "Profile", "UpdatedAt"
        FROM "Users" WHERE "Id" = @p0
        """);

    public static ValueTask<Grant?> FindGrantAsync(this SqlSession sql, Guid id)
        => sql.FindAsync(GrantById, static row => GrantAt(row), id);

    /// <summary>What a person allowed an app, ended or not.</summary>
    public static ValueTask<Grant?> FindGrantAsync(this SqlReads reads, string userId, string clientId)
        => reads.FindAsync(GrantOfPair, static row => GrantAt(row), userId, clientId);

    /// <summary>With its grant.</summary>
    public static ValueTask<AuthorizationCode?> FindCodeAsync(this SqlSession sql, byte[] hash)
        => sql.FindAsync(CodeByHash, row => CodeAt(row, hash), hash);

    /// <summary>With its family and grant.</summary>
    public static ValueTask<RefreshToken?> FindRefreshTokenAsync(this SqlSession sql, byte[] hash)
        => sql.FindAsync(RefreshByHash, row => RefreshAt(row, hash), hash);

    /// <summary>As far as claims are made of a person: nothing that proves who they are.</summary>
    public static ValueTask<User?> FindPersonAsync(this SqlReads reads, string userId)
        => reads.FindAsync(UserById, static row => UserAt(row), userId);

    private static Grant GrantAt(SqlRow row) => new()
    {
        Id = row.Id(0),
        UserId = row.Text(1),
        ClientId = row.Text(2),
        Scopes = row.Text(3),
        DeniedScopes = row.Text(4),
        AuthorizationDetails = row.TextOrNull(5),
        CreatedAt = row.Time(6),
        UpdatedAt = row.Time(7),
        LastUsedAt = row.TimeOrNull(8),
        ExpiresAt = row.TimeOrNull(9),
    };

    private static AuthorizationCode CodeAt(SqlRow row, byte[] hash)
    {
        var grant = GrantAt(row);
        const int at = GrantWidth;
        return new AuthorizationCode
        {
            Hash = hash,
            GrantId = grant.Id,
            Grant = grant,
            RedirectUri = row.Text(at),
            RedirectUriWasSent = row.Flag(at + 1),
            Scopes = row.Text(at + 2),
            Nonce = row.TextOrNull(at + 3),
            CodeChallenge = row.TextOrNull(at + 4),
            Resources = row.Text(at + 5),
            AuthorizationDetails = row.TextOrNull(at + 6),
            RequestedClaims = row.TextOrNull(at + 7),
            DpopThumbprint = row.TextOrNull(at + 8),
            SessionId = row.TextOrNull(at + 9),
            AuthTime = row.Time(at + 10),
            Amr = row.Text(at + 11),
            Acr = row.TextOrNull(at + 12),
            UserAgent = row.TextOrNull(at + 13),
            IpAddress = row.TextOrNull(at + 14),
            CreatedAt = row.Time(at + 15),
            ExpiresAt = row.Time(at + 16),
            ConsumedAt = row.TimeOrNull(at + 17),
            FamilyId = row.IdOrNull(at + 18),
        };
    }

    private static RefreshToken RefreshAt(SqlRow row, byte[] hash)
    {
        var family = FamilyAt(row);
        const int at = GrantWidth + 18;
        return new RefreshToken
        {
            Hash = hash,
            FamilyId = family.Id,
            Family = family,
            CreatedAt = row.Time(at),
            ExpiresAt = row.Time(at + 1),
            ConsumedAt = row.TimeOrNull(at + 2),
            SuccessorHash = row.OctetsOrNull(at + 3),
            ProtectedSuccessor = row.OctetsOrNull(at + 4),
        };
    }

    private static TokenFamily FamilyAt(SqlRow row)
    {
        var grant = GrantAt(row);
        const int at = GrantWidth;
        return new TokenFamily
        {
            Id = row.Id(at),
            GrantId = grant.Id,
            Grant = grant,
            Scopes = row.Text(at + 1),
            GrantType = row.Text(at + 2),
            Resources = row.Text(at + 3),
            AuthorizationDetails = row.TextOrNull(at + 4),
            RequestedClaims = row.TextOrNull(at + 5),
            Confirmation = row.TextOrNull(at + 6),
            SessionId = row.TextOrNull(at + 7),
            Nonce = row.TextOrNull(at + 8),
            AuthTime = row.Time(at + 9),
            Amr = row.Text(at + 10),
            Acr = row.TextOrNull(at + 11),
            UserAgent = row.TextOrNull(at + 12),
            IpAddress = row.TextOrNull(at + 13),
            CreatedAt = row.Time(at + 14),
            LastUsedAt = row.Time(at + 15),
            UserInfoAt = row.TimeOrNull(at + 16),
            ExpiresAt = row.Time(at + 17),
        };
    }

    private static User UserAt(SqlRow row) => new()
    {
        Id = row.Text(0),
        UserName = row.TextOrNull(1),
        Email = row.TextOrNull(2),
        EmailConfirmed = row.Flag(3),
        PhoneNumber = row.TextOrNull(4),
        PhoneNumberConfirmed = row.Flag(5),
        Profile = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Text(6)) ?? [],
        UpdatedAt = row.Time(7),
    };
}
