using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tokens;

/// <summary>Device codes as a device polls with them, RFC 8628 §3.4 and §3.5: spent once, and not too often asked for.</summary>
public sealed class DeviceCodes(WriteQueue writes, FamilyStart families, TimeProvider clock)
{
    /// <summary>§3.5: what a poll that came too soon adds, in seconds.</summary>
    private const int Slower = 5;

    private static readonly OAuthError Invalid = OAuthError.InvalidGrant(
        "The device code is unknown, already used or was issued to another client.")
            .Because(ErrorReason.DeviceCodeRefused);

    private static readonly OAuthError Pending = new(
        "authorization_pending", "The person has not answered yet: poll again after the interval.");

    private static readonly OAuthError SlowDown = new OAuthError(
        "slow_down", "The device polls too often: the interval has grown by 5 seconds.")
            .Because(ErrorReason.DevicePollsTooFast);

    private static readonly OAuthError Expired = new OAuthError("expired_token", "The device code has expired.")
        .Because(ErrorReason.DeviceCodeRefused);

    public Task<Redemption> RedeemAsync(
        DeviceRedemption presented,
        TokenTerms terms,
        CancellationToken cancellationToken)
        => writes.RunAsync(
            async db =>
            {
                var hash = Secrets.Hash(presented.DeviceCode);
                var row = await db.DeviceAuthorizations.Include(d => d.Grant).FirstOrDefaultAsync(d => d.Hash == hash);
                if (row is null || row.ClientId != terms.ClientId || row.ConsumedAt is not null)
                {
                    return new Redemption.Refused(Invalid);
                }

                return Wait(row) is { } wait
                    ? new Redemption.Refused(wait)
                    : await RedeemAsync(db, row, presented, terms);
            },
            cancellationToken);

    /// <summary>Null when the person has said yes. Only who still waits can ask too often (§3.5).</summary>
    private OAuthError? Wait(DeviceAuthorization row)
    {
        var now = clock.GetUtcNow();
        if (row.ExpiresAt <= now)
        {
            return Expired;
        }

        if (row.Decision != ConsentDecision.None)
        {
            return row.Decision == ConsentDecision.Allow ? null : OAuthError.AccessDenied("The person said no.");
        }

        var tooSoon = row.LastPolledAt is { } last && now - last < TimeSpan.FromSeconds(row.Interval);
        row.LastPolledAt = now;
        row.Interval += tooSoon ? Slower : 0;
        return tooSoon ? SlowDown : Pending;
    }

    /// <summary>One conditional update decides who gets it, in the transaction of what it gives.</summary>
    private async Task<Redemption> RedeemAsync(
        AuthDbContext db,
        DeviceAuthorization row,
        DeviceRedemption presented,
        TokenTerms terms)
    {
        var allowed = row.Parameters.GetValueOrDefault(ResourceIndicator.Parameter, string.Empty);
        if (ResourceNames.Narrow(allowed, presented.Resources) is not { } resources)
        {
            return new Redemption.Refused(ResourceNames.Widened);
        }

        var granted = row.Parameters.GetValueOrDefault(AuthorizationDetails.Parameter);
        if (!GrantedDetails.TryNarrow(granted, presented.Details, out var narrowed))
        {
            return new Redemption.Refused(GrantedDetails.Widened);
        }

        // Revoked between the yes and the poll: the grant took the row along, or the scopes are gone.
        var now = clock.GetUtcNow();
        if (row.Grant is not { } grant
            || grant.HasEnded(now)
            || ScopeSet.Parse(row.Scopes).Intersect(ScopeSet.Parse(grant.Scopes)) is not { Count: > 0 } scopes
            || await db.DeviceAuthorizations.Where(d => d.Hash == row.Hash && d.ConsumedAt == null)
                .ExecuteUpdateAsync(s => s.SetProperty(d => d.ConsumedAt, now)) != 1)
        {
            return new Redemption.Refused(Invalid);
        }

        grant.LastUsedAt = now;
        var limits = new TokenLimits(resources, terms.ConfirmationOf(presented.Proof), narrowed);
        var seed = new FamilySeed(
            Guid.CreateVersion7(now), grant, scopes, limits, allowed, presented.Proof, row.AuthTime ?? now, row.Amr)
        {
            AuthorizationDetails = granted,
        };
        return new Redemption.Granted(await families.BeginAsync(db, OfDevice(seed, row), terms));
    }

    private static FamilySeed OfDevice(FamilySeed seed, DeviceAuthorization row) => seed with
    {
        Acr = row.Acr,
        SessionId = row.SessionId,
        Nonce = row.Parameters.GetValueOrDefault("nonce"),
        UserAgent = row.UserAgent,
        IpAddress = row.IpAddress,
    };
}
