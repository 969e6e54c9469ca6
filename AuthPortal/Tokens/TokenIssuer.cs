using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AuthPortal.Data;
using AuthPortal.Data.Sql;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>
/// Mints what a grant has proven: access tokens (RFC 9068, or opaque) and ID tokens (OpenID Connect Core §2).
/// </summary>
public sealed class TokenIssuer(
    Issuer issuer,
    SigningKeyRing keys,
    StoredTokens stored,
    SelfContainedTokens selfContained,
    WriteQueue writes,
    Subjects subjects,
    IDbContextFactory<AuthDbContext> contexts,
    TimeProvider clock)
{
    private static readonly SqlStatement ClientStands = new("""SELECT 1 FROM "Clients" WHERE "Id" = @p0""");
    private static readonly SqlStatement FamilyStands = new("""SELECT 1 FROM "TokenFamilies" WHERE "Id" = @p0""");
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    private static readonly Dictionary<string, object> Header = new(StringComparer.Ordinal) { ["typ"] = TokenTypes.IdToken };

    /// <summary>Refused only where the client was deleted since it authenticated.</summary>
    public async Task<Result<IssuedTokens>> IssueAsync(GrantedAccess access, CancellationToken cancellationToken)
    {
        using var step = PortalTelemetry.Step("token.issue");
        if ((access.OpaqueAccessToken ?? await AccessTokenAsync(access, cancellationToken)) is not { } accessToken)
        {
            return OAuthError.InvalidClient("The client no longer exists.");
        }

        var idToken = access.Person is { } person && access.Scopes.Contains("openid")
            ? await IdTokenAsync(
                access, person, new Beside(accessToken, Code: null, ScopeClaims: false), cancellationToken)
            : null;
        return new IssuedTokens(
            accessToken,
            (int)access.Terms.AccessTokenLifetime.TotalSeconds,
            access.Scopes,
            access.RefreshToken,
            idToken,
            access.Limits,
            access.IssuedTokenType);
    }

    /// <summary>
    /// The tokens of an authorization response. The ID token vouches for the code beside it (§3.3.2.11: c_hash), and
    /// holds the scope claims where no access token could fetch them (§5.4).
    /// </summary>
    public async Task<Result<FrontChannelTokens>> IssueFrontAsync(
        GrantedAccess access,
        ResponseType response,
        string? code,
        CancellationToken cancellationToken)
    {
        var accessToken = response.HasToken ? await AccessTokenAsync(access, cancellationToken) : null;
        if (response.HasToken && accessToken is null)
        {
            return OAuthError.InvalidClient("The client no longer exists.");
        }

        var idToken = response.HasIdToken && access.Person is { } person
            ? await IdTokenAsync(
                access,
                person,
                new Beside(accessToken, code, ScopeClaims: response is { HasCode: false, HasToken: false }),
                cancellationToken)
            : null;
        return new FrontChannelTokens(
            accessToken, (int)access.Terms.AccessTokenLifetime.TotalSeconds, access.Scopes, idToken);
    }

    private async Task<string?> AccessTokenAsync(GrantedAccess access, CancellationToken cancellationToken)
        => access.Terms.Opaque
            ? await writes.RunAsync(
                async db =>
                {
                    var sql = await db.StatementsAsync();
                    return await StandsAsync(sql, access)
                        ? await stored.AddAccessTokenAsync(
                            sql, access.Terms, access.Scopes, access.Person?.FamilyId, access.Limits)
                        : null;
                },
                cancellationToken)
            : selfContained.Write(access);

    /// <summary>What the row will hang on: it may have gone since it was read.</summary>
    private static async ValueTask<bool> StandsAsync(SqlSession sql, GrantedAccess access)
        => await sql.AnyAsync(ClientStands, access.Terms.ClientId)
            && (access.Person is not { } person || await sql.AnyAsync(FamilyStands, person.FamilyId));

    private async Task<string> IdTokenAsync(
        GrantedAccess access,
        GrantedPerson person,
        Beside beside,
        CancellationToken cancellationToken)
    {
        var claims = access.Terms.ClaimsInIdToken || beside.ScopeClaims || person.RequestedClaims is not null
            ? await PersonClaimsAsync(
                person,
                access.Terms.ClaimsInIdToken || beside.ScopeClaims ? access.Scopes : ScopeSet.Empty,
                cancellationToken)
            : [];
        foreach (var (name, value) in Times(TimeSpan.FromSeconds(access.Terms.Options.TokenLifetimes.IdToken)))
        {
            claims[name] = value?.DeepClone();
        }

        claims["sub"] = SubjectOf(access.Terms, person);
        claims["aud"] = access.Terms.ClientId;
        claims["auth_time"] = person.AuthTime.ToUnixTimeSeconds();
        AddText(claims, "at_hash", HalfHash(beside.AccessToken));
        AddText(claims, "c_hash", HalfHash(beside.Code));
        AddText(claims, "nonce", person.Nonce);
        AddText(claims, "acr", person.Acr);
        AddText(claims, "sid", SessionOf(access.Terms, person));
        if (ScopeSet.Parse(person.Amr) is { Count: > 0 } methods)
        {
            claims["amr"] = List(methods);
        }

        return Handler.CreateToken(claims.ToJsonString(), keys.For(access.Terms.IdTokenAlgorithm), Header);
    }

    private async Task<JsonObject> PersonClaimsAsync(
        GrantedPerson person,
        ScopeSet scopes,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == person.UserId, cancellationToken);
        if (user is null)
        {
            return [];
        }

        var claims = PersonClaims.Of(user, scopes);
        PersonClaims.AddRequested(claims, user, person.RequestedClaims, "id_token");
        return claims;
    }

    private string SubjectOf(TokenTerms terms, GrantedPerson person)
        => subjects.Of(person.UserId, terms.ClientId, terms.Metadata);

    private string? SessionOf(TokenTerms terms, GrantedPerson person)
        => subjects.SessionOf(person.SessionId, terms.ClientId, terms.Metadata);

    private JsonObject Times(TimeSpan lifetime)
    {
        var now = clock.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = issuer.Value,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + lifetime).ToUnixTimeSeconds(),
        };
    }

    /// <summary>OpenID Connect Core §3.1.3.6: ES256 and RS256 both hash with SHA-256.</summary>
    private static string? HalfHash(string? token)
        => token is null ? null : Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(token))[..16]);

    private static void AddText(JsonObject claims, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            claims[name] = value;
        }
    }

    private static JsonArray List(IEnumerable<string> values) => new([.. values.Select(v => JsonValue.Create(v))]);

    /// <summary>What an ID token travels with and vouches for.</summary>
    private sealed record Beside(string? AccessToken, string? Code, bool ScopeClaims);
}
