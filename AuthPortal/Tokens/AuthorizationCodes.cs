using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AuthPortal.Tokens;

/// <summary>Authorization codes, RFC 6749 §4.1: made inside the writer's transaction and redeemed once in another.</summary>
public sealed class AuthorizationCodes(
    WriteQueue writes,
    FamilyStart families,
    IOptions<OAuthOptions> options,
    TimeProvider clock)
{
    private static readonly OAuthError Invalid = OAuthError.InvalidGrant(
        "The code is unknown, expired, already used or was issued to another client.");

    /// <summary>Adds a code inside a write and returns its plaintext.</summary>
    public string Add(AuthDbContext db, NewCode code)
    {
        var plaintext = Secrets.Generate();
        var now = clock.GetUtcNow();
        var life = TimeSpan.FromSeconds(options.Value.TokenLifetimes.Code);
        db.AuthorizationCodes.Add(new AuthorizationCode
        {
            Hash = Secrets.Hash(plaintext),
            GrantId = code.GrantId,
            RedirectUri = code.RedirectUri,
            RedirectUriWasSent = code.RedirectUriWasSent,
            Scopes = code.Scopes.ToString(),
            Nonce = code.Nonce,
            CodeChallenge = code.CodeChallenge,
            Resources = string.Join(' ', code.Resources),
            AuthorizationDetails = code.AuthorizationDetails,
            RequestedClaims = code.RequestedClaims,
            DpopThumbprint = code.DpopThumbprint,
            SessionId = code.SessionId,
            AuthTime = code.AuthTime,
            Amr = code.Amr,
            Acr = code.Acr,
            UserAgent = code.UserAgent,
            IpAddress = code.IpAddress,
            CreatedAt = now,
            ExpiresAt = now + (code.LongestLife < life ? code.LongestLife.Value : life),
        });
        return plaintext;
    }

    /// <summary>Spends the code and stores what it gives, in one transaction.</summary>
    public Task<Redemption> RedeemAsync(CodeRedemption presented, TokenTerms terms, CancellationToken cancellationToken)
        => writes.RunAsync(db => RedeemAsync(db, presented, terms), cancellationToken);

    private async Task<Redemption> RedeemAsync(AuthDbContext db, CodeRedemption presented, TokenTerms terms)
    {
        var hash = Secrets.Hash(presented.Code);
        var now = clock.GetUtcNow();
        var code = await db.AuthorizationCodes.AsNoTracking().Include(c => c.Grant)
            .FirstOrDefaultAsync(c => c.Hash == hash);

        // Another client's code is left alone: whoever finds one in a log must not be able to burn it. A used one is
        // a replay at any age, for what it gave may live on.
        if (code?.Grant is not { } grant || grant.ClientId != terms.ClientId
            || (code.ConsumedAt is null && code.ExpiresAt <= now))
        {
            return new Redemption.Refused(Invalid);
        }

        var familyId = Guid.CreateVersion7(now);
        if (code.ConsumedAt is not null || !await ConsumeAsync(db, hash, familyId, now))
        {
            return await ReplayedAsync(db, hash, grant);
        }

        // From here on the code is spent, whatever comes: a wrong verifier or redirect_uri gets no second guess.
        if (Mismatch(code, presented) is { } mismatch)
        {
            return new Redemption.Refused(mismatch);
        }

        if (ScopeSet.Parse(code.Scopes).Intersect(ScopeSet.Parse(grant.Scopes)) is not { Count: > 0 } scopes)
        {
            return new Redemption.Refused(Invalid);
        }

        if (ResourceNames.Narrow(code.Resources, presented.Resources) is not { } resources)
        {
            return new Redemption.Refused(ResourceNames.Widened);
        }

        var limits = new TokenLimits(resources, terms.ConfirmationOf(presented.Proof), code.AuthorizationDetails);
        await db.Grants.Where(g => g.Id == grant.Id).ExecuteUpdateAsync(s => s.SetProperty(g => g.LastUsedAt, now));
        var seed = SeedOf(code, grant, familyId, limits, scopes, presented.Proof);
        return new Redemption.Granted(families.Begin(db, seed, terms));
    }

    private static FamilySeed SeedOf(
        AuthorizationCode code,
        Grant grant,
        Guid familyId,
        TokenLimits limits,
        ScopeSet scopes,
        Confirmation? proof)
        => new(familyId, grant, scopes, limits, code.Resources, proof, code.AuthTime, code.Amr)
        {
            Acr = code.Acr,
            RequestedClaims = code.RequestedClaims,
            SessionId = code.SessionId,
            Nonce = code.Nonce,
            UserAgent = code.UserAgent,
            IpAddress = code.IpAddress,
        };

    private static async Task<bool> ConsumeAsync(AuthDbContext db, byte[] hash, Guid familyId, DateTimeOffset now)
        => await db.AuthorizationCodes.Where(c => c.Hash == hash && c.ConsumedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.ConsumedAt, now).SetProperty(c => c.FamilyId, familyId)) == 1;

    /// <summary>RFC 6749 §4.1.2: a second use ends what the first one gave.</summary>
    private async Task<Redemption> ReplayedAsync(AuthDbContext db, byte[] hash, Grant grant)
    {
        var familyId = await db.AuthorizationCodes.Where(c => c.Hash == hash).Select(c => c.FamilyId).FirstAsync();
        var ended = await db.TokenFamilies.Where(f => f.Id == familyId).ExecuteDeleteAsync();
        if (ended == 0)
        {
            return new Redemption.Refused(Invalid);
        }

        db.AuditEvents.Add(new AuditEvent
        {
            At = clock.GetUtcNow(),
            Type = AuditEventType.CodeReplayed,
            UserId = grant.UserId,
            ClientId = grant.ClientId,
        });
        return new Redemption.Replayed(Invalid, grant.UserId);
    }

    private static OAuthError? Mismatch(AuthorizationCode code, CodeRedemption presented)
    {
        if (presented.RedirectUri is null ? code.RedirectUriWasSent : presented.RedirectUri != code.RedirectUri)
        {
            return OAuthError.InvalidGrant("redirect_uri is not the one of the authorization request.");
        }

        // RFC 9449 §10: dpop_jkt tied the code to a key from the start.
        if (code.DpopThumbprint is { } thumbprint && presented.Proof?.Jkt != thumbprint)
        {
            return OAuthError.InvalidGrant("The DPoP proof is not of the key that the code is bound to.");
        }

        return (code.CodeChallenge, presented.CodeVerifier) switch
        {
            (null, null) => null,
            // RFC 9700 §4.8.2: an attacker may have stripped the challenge from the authorization request.
            (null, _) => OAuthError.InvalidGrant("code_verifier was sent for a request without code_challenge."),
            (_, null) => OAuthError.InvalidGrant("code_verifier is missing."),
            ({ } challenge, { } verifier) => Pkce.Verify(verifier, challenge)
                ? null
                : OAuthError.InvalidGrant("code_verifier does not match code_challenge."),
        };
    }
}
