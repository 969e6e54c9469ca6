using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Data.Sql;
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
    /// <summary>The one use: whoever comes second changes no row.</summary>
    private static readonly SqlStatement Consume = new(
        """
        UPDATE "AuthorizationCodes" SET "ConsumedAt" = @p0, "FamilyId" = @p1 WHERE "Hash" = @p2 AND "ConsumedAt" IS NULL
        """);

    private static readonly OAuthError Invalid = OAuthError.InvalidGrant(
        "The code is unknown, expired, already used or was issued to another client.")
            .Because(ErrorReason.CodeUnknown);

    /// <summary>Adds a code inside a write and returns its plaintext.</summary>
    public async Task<string> AddAsync(AuthDbContext db, NewCode code)
    {
        var plaintext = Secrets.Generate();
        var now = clock.GetUtcNow();
        var life = TimeSpan.FromSeconds(options.Value.TokenLifetimes.Code);
        var sql = await db.StatementsAsync();
        await sql.AddAsync(new AuthorizationCode
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
        var sql = await db.StatementsAsync();
        var code = await sql.FindCodeAsync(hash);

        // Another client's code is left alone: whoever finds one in a log must not be able to burn it. A used one is
        // a replay at any age, for what it gave may live on.
        if (code?.Grant is not { } grant || grant.ClientId != terms.ClientId
            || (code.ConsumedAt is null && (code.ExpiresAt <= now || grant.HasEnded(now))))
        {
            return Unusable(code, terms);
        }

        var familyId = Guid.CreateVersion7(now);
        if (code.ConsumedAt is not null || await sql.ExecuteAsync(Consume, now, familyId, hash) != 1)
        {
            return await ReplayedAsync(db, hash, grant);
        }

        return await GiveAsync(sql, code, presented, terms, familyId);
    }

    /// <summary>The code is spent, whatever comes: a wrong verifier or redirect_uri gets no second guess.</summary>
    private async Task<Redemption> GiveAsync(
        SqlSession sql,
        AuthorizationCode code,
        CodeRedemption presented,
        TokenTerms terms,
        Guid familyId)
    {
        if (Mismatch(code, presented) is { } mismatch)
        {
            return new Redemption.Refused(mismatch);
        }

        var grant = code.Grant!;
        if (ScopeSet.Parse(code.Scopes).Intersect(ScopeSet.Parse(grant.Scopes)) is not { Count: > 0 } scopes)
        {
            return new Redemption.Refused(Invalid);
        }

        if (ResourceNames.Narrow(code.Resources, presented.Resources) is not { } resources)
        {
            return new Redemption.Refused(ResourceNames.Widened);
        }

        if (!GrantedDetails.TryNarrow(code.AuthorizationDetails, presented.Details, out var details))
        {
            return new Redemption.Refused(GrantedDetails.Widened);
        }

        var limits = new TokenLimits(resources, terms.ConfirmationOf(presented.Proof), details);
        var seed = SeedOf(code, grant, familyId, limits, scopes, presented.Proof);
        return new Redemption.Granted(await families.BeginAsync(sql, seed, terms));
    }

    private static Redemption.Refused Unusable(AuthorizationCode? code, TokenTerms terms)
        => new(code?.Grant?.ClientId == terms.ClientId ? Invalid.Because(ErrorReason.CodeExpired) : Invalid);

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
            AuthorizationDetails = code.AuthorizationDetails,
            RequestedClaims = code.RequestedClaims,
            SessionId = code.SessionId,
            Nonce = code.Nonce,
            UserAgent = code.UserAgent,
            IpAddress = code.IpAddress,
        };

    /// <summary>RFC 6749 §4.1.2: a second use ends what the first one gave.</summary>
    private async Task<Redemption> ReplayedAsync(AuthDbContext db, byte[] hash, Grant grant)
    {
        var familyId = await db.AuthorizationCodes.Where(c => c.Hash == hash).Select(c => c.FamilyId).FirstAsync();
        var ended = await db.TokenFamilies.Where(f => f.Id == familyId).ExecuteDeleteAsync();
        var used = Invalid.Because(ErrorReason.CodeUsedBefore);
        if (ended == 0)
        {
            return new Redemption.Refused(used);
        }

        db.AuditEvents.Add(new AuditEvent
        {
            At = clock.GetUtcNow(),
            Type = AuditEventType.CodeReplayed,
            UserId = grant.UserId,
            ClientId = grant.ClientId,
        });
        return new Redemption.Replayed(used, grant.UserId);
    }

    private static OAuthError? Mismatch(AuthorizationCode code, CodeRedemption presented)
    {
        if (presented.RedirectUri is null ? code.RedirectUriWasSent : presented.RedirectUri != code.RedirectUri)
        {
            return OAuthError.InvalidGrant("redirect_uri is not the one of the authorization request.")
                .Because(ErrorReason.RedirectUriChanged, presented.RedirectUri, [code.RedirectUri]);
        }

        // RFC 9449 §10: dpop_jkt tied the code to a key from the start.
        if (code.DpopThumbprint is { } thumbprint && presented.Proof?.Jkt != thumbprint)
        {
            return OAuthError.InvalidGrant("The DPoP proof is not of the key that the code is bound to.")
                .Because(ErrorReason.KeyOther);
        }

        return (code.CodeChallenge, presented.CodeVerifier) switch
        {
            (null, null) => null,
            // RFC 9700 §4.8.2: an attacker may have stripped the challenge from the authorization request.
            (null, _) => OAuthError.InvalidGrant("code_verifier was sent for a request without code_challenge.")
                .Because(ErrorReason.VerifierUnexpected),
            (_, null) => OAuthError.InvalidGrant("code_verifier is missing.").Because(ErrorReason.VerifierMissing),
            ({ } challenge, { } verifier) => Pkce.Verify(verifier, challenge)
                ? null
                : OAuthError.InvalidGrant("code_verifier does not match code_challenge.")
                    .Because(ErrorReason.VerifierWrong),
        };
    }
}
