using System.Security.Cryptography;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Interactions;

/// <summary>
/// Devices that wait for a person, RFC 8628. The person types the user code here; from there on it is an authorization
/// request like any other, whose answer the device fetches itself.
/// </summary>
public sealed class DeviceRequests(
    IDbContextFactory<AuthDbContext> contexts,
    WriteQueue writes,
    TimeProvider clock)
{
    /// <summary>§3.5: seconds between two polls.</summary>
    public const int Interval = 5;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>§6.1: no vowels, so no words; no letters that look or sound like another.</summary>
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";

    private const int CodeLength = 8;
    private const int MostWaiting = 10_000;

    /// <summary>Null when too many devices of this client wait already.</summary>
    public async Task<NewDevice?> AddAsync(
        string clientId,
        IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancellationToken)
    {
        var device = new NewDevice(Secrets.Generate(), RandomNumberGenerator.GetString(Letters, CodeLength));
        var now = clock.GetUtcNow();
        var added = await writes.RunAsync(
            async db =>
            {
                if (await db.DeviceAuthorizations.CountAsync(d => d.ClientId == clientId && d.ExpiresAt > now) >= MostWaiting)
                {
                    return false;
                }

                db.DeviceAuthorizations.Add(new DeviceAuthorization
                {
                    Hash = Secrets.Hash(device.DeviceCode),
                    UserCodeHash = Secrets.Hash(device.UserCode),
                    ClientId = clientId,
                    Parameters = new Dictionary<string, string>(parameters, StringComparer.Ordinal),
                    CreatedAt = now,
                    ExpiresAt = now + Lifetime,
                    Interval = Interval,
                });
                return true;
            },
            cancellationToken);
        return added ? device : null;
    }

    /// <summary>The request behind a user code as a person types it; null when there is none that waits.</summary>
    public async Task<WaitingDevice?> FindAsync(string? typed, CancellationToken cancellationToken)
    {
        if (Canonical(typed) is not { } code)
        {
            return null;
        }

        var hash = Secrets.Hash(code);
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.DeviceAuthorizations.AsNoTracking().FirstOrDefaultAsync(
            d => d.UserCodeHash == hash && d.ExpiresAt > now && d.Decision == ConsentDecision.None, cancellationToken);
        return row is null ? null : new WaitingDevice(Convert.ToHexString(row.Hash), row.ClientId, row.Parameters);
    }

    /// <summary>Inside a write: records the person's yes. False when the device waits no more.</summary>
    internal async Task<bool> AllowAsync(AuthDbContext db, string device, NewCode allowed)
        => await WaitingAsync(db, device) is { } row && Allow(row, allowed);

    /// <summary>Inside a write: records the person's no.</summary>
    internal async Task DenyAsync(AuthDbContext db, string device)
    {
        if (await WaitingAsync(db, device) is { } row)
        {
            row.Decision = ConsentDecision.Deny;
        }
    }

    /// <summary>§6.1: case, dashes and spaces are the person's business; null for what is no code.</summary>
    private static string? Canonical(string? typed)
    {
        var code = new string([.. (typed ?? string.Empty).Where(char.IsAsciiLetter)]).ToUpperInvariant();
        return code.Length == CodeLength && code.All(letter => Letters.Contains(letter, StringComparison.Ordinal))
            ? code
            : null;
    }

    private static bool Allow(DeviceAuthorization row, NewCode allowed)
    {
        row.Decision = ConsentDecision.Allow;
        row.GrantId = allowed.GrantId;
        row.Scopes = allowed.Scopes.ToString();
        row.SessionId = allowed.SessionId;
        row.AuthTime = allowed.AuthTime;
        row.Amr = allowed.Amr;
        row.Acr = allowed.Acr;
        row.UserAgent = allowed.UserAgent;
        row.IpAddress = allowed.IpAddress;
        return true;
    }

    private Task<DeviceAuthorization?> WaitingAsync(AuthDbContext db, string device)
    {
        var hash = Convert.FromHexString(device);
        var now = clock.GetUtcNow();
        return db.DeviceAuthorizations.FirstOrDefaultAsync(
            d => d.Hash == hash && d.ExpiresAt > now && d.Decision == ConsentDecision.None);
    }
}

/// <summary>The two codes of a device, in plain text once.</summary>
public sealed record NewDevice(string DeviceCode, string UserCode)
{
    /// <summary>As it is shown: two groups of four.</summary>
    public string ShownUserCode => $"{UserCode[..4]}-{UserCode[4..]}";
}

/// <summary>A device that waits, by its row.</summary>
public sealed record WaitingDevice(string Id, string ClientId, IReadOnlyDictionary<string, string> Parameters);
