using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Data.Sql;
using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>Begins a sign-in of an app inside the write that spends what it came of: the family and its first tokens.</summary>
public sealed class FamilyStart(StoredTokens tokens, TimeProvider clock)
{
    private static readonly TimeSpan Session = TimeSpan.FromDays(14);

    /// <summary>The grant may have been changed or added in this write.</summary>
    public async Task<GrantedAccess> BeginAsync(AuthDbContext db, FamilySeed seed, TokenTerms terms)
        => await BeginAsync(await db.StatementsAsync(), seed, terms);

    /// <summary>The same for a grant that stands as it was read.</summary>
    internal async Task<GrantedAccess> BeginAsync(SqlSession sql, FamilySeed seed, TokenTerms terms)
    {
        terms = terms.Until(seed.Grant.ExpiresAt, clock.GetUtcNow());
        var refreshToken = Refreshes(terms, seed) ? Secrets.Generate() : null;
        await tokens.NoteUseAsync(sql, seed.Grant);
        await sql.AddAsync(FamilyOf(seed, terms, refreshToken is not null));
        if (refreshToken is not null && terms.RefreshTokenLifetime is { } lifetime)
        {
            await tokens.AddRefreshTokenAsync(sql, refreshToken, seed.FamilyId, lifetime);
        }

        await sql.AddAsync(new AuditEvent
        {
            At = clock.GetUtcNow(),
            Type = AuditEventType.AppSignedIn,
            UserId = seed.Grant.UserId,
            ClientId = seed.Grant.ClientId,
            IpAddress = seed.IpAddress,
            UserAgent = seed.UserAgent,
        });
        var person = new GrantedPerson(
            seed.Grant.UserId, seed.Grant.Id, seed.FamilyId, seed.AuthTime, seed.Amr, seed.Acr, seed.SessionId, seed.Nonce)
        {
            RequestedClaims = seed.RequestedClaims,
        };
        var narrowed = terms.At(seed.Limits.Resources, seed.Scopes);
        var opaque = terms.Opaque
            ? await tokens.AddAccessTokenAsync(sql, terms, narrowed, seed.FamilyId, seed.Limits)
            : null;
        return new GrantedAccess(terms, narrowed, person, opaque, refreshToken) { Limits = seed.Limits };
    }

    private TokenFamily FamilyOf(FamilySeed seed, TokenTerms terms, bool refreshes)
    {
        var now = clock.GetUtcNow();
        return new TokenFamily
        {
            Id = seed.FamilyId,
            GrantId = seed.Grant.Id,
            GrantType = terms.GrantType,
            Scopes = seed.Scopes.ToString(),
            Resources = seed.Resources,
            AuthorizationDetails = seed.AuthorizationDetails,
            RequestedClaims = seed.RequestedClaims,
            Confirmation = terms.RefreshConfirmationOf(seed.Proof)?.ToString(),
            SessionId = seed.SessionId,
            Nonce = seed.Nonce,
            AuthTime = seed.AuthTime,
            Amr = seed.Amr,
            Acr = seed.Acr,
            UserAgent = seed.UserAgent,
            IpAddress = seed.IpAddress,
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = EndOf(seed, terms, refreshes),
        };
    }

    /// <summary>An app that wants to hear of the end of the session is remembered as long as one lasts.</summary>
    private DateTimeOffset EndOf(FamilySeed seed, TokenTerms terms, bool refreshes)
    {
        var end = tokens.EndOf(terms, refreshes);
        var session = clock.GetUtcNow() + Session;
        return seed.SessionId is not null && terms.HearsOfLogout && session > end ? session : end;
    }

    /// <summary>A person who unticked offline access gets an app that can't act while they are away.</summary>
    private static bool Refreshes(TokenTerms terms, FamilySeed seed)
        => terms.RefreshTokenLifetime is not null
            && (seed.Scopes.Contains("offline_access")
                || !ScopeSet.Parse(seed.Grant.DeniedScopes).Contains("offline_access"));
}
