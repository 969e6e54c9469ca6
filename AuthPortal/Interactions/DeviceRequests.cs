using System.Security.Cryptography;
using AuthPortal.Clients;
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

    /// <summary>Devices of one client that may wait at once, so that nobody fills the table.</summary>
    internal const int MostOfClient = 2000;

    /// <summary>Requests of public clients from one address: nobody had to prove anything for them.</summary>
    internal const int MostOfAddress = 100;

    private readonly AttemptLimit _addresses = new(MostOfAddress, Lifetime, clock);

    /// <summary>Null when too many devices of this client or from this address wait already.</summary>
    public Task<NewDevice?> AddAsync(
        RegisteredClient client,
        string? address,
        IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancellationToken)
    {
        if (client.IsPublic)
        {
            var party = address ?? string.Empty;
            if (_addresses.WaitOf(party) is not null)
            {
                return Task.FromResult<NewDevice?>(null);
            }

            _addresses.Count(party);
        }

        return writes.RunAsync(db => AddAsync(db, client.Id, parameters), cancellationToken);
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

    /// <summary>Inside a write: true for the one answer that counts. False when the device waits no more.</summary>
    internal async Task<bool> ClaimAsync(AuthDbContext db, string device, ConsentDecision decision)
    {
        var hash = Convert.FromHexString(device);
        var now = clock.GetUtcNow();
        return await db.DeviceAuthorizations
            .Where(d => d.Hash == hash && d.ExpiresAt > now && d.Decision == ConsentDecision.None)
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.Decision, decision)) == 1;
    }

    /// <summary>Inside the write that claimed it: what the person allowed.</summary>
    internal static async Task RecordAsync(AuthDbContext db, string device, NewCode allowed)
    {
        var hash = Convert.FromHexString(device);
        var row = await db.DeviceAuthorizations.FirstAsync(d => d.Hash == hash);
        row.GrantId = allowed.GrantId;
        row.Scopes = allowed.Scopes.ToString();
        row.SessionId = allowed.SessionId;
        row.AuthTime = allowed.AuthTime;
        row.Amr = allowed.Amr;
        row.Acr = allowed.Acr;
        row.UserAgent = allowed.UserAgent;
        row.IpAddress = allowed.IpAddress;
    }

    private async Task<NewDevice?> AddAsync(
        AuthDbContext db,
        string clientId,
        IReadOnlyDictionary<string, string> parameters)
    {
        var now = clock.GetUtcNow();
        var waiting = await db.DeviceAuthorizations.CountAsync(
            d => d.ClientId == clientId && d.ExpiresAt > now && d.Decision == ConsentDecision.None);
        if (waiting >= MostOfClient)
        {
            return null;
        }

        var device = new NewDevice(Secrets.Generate(), await UnusedCodeAsync(db));
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
        return device;
    }

    private static async Task<string> UnusedCodeAsync(AuthDbContext db)
    {
        while (true)
        {
            var code = RandomNumberGenerator.GetString(Letters, CodeLength);
            var hash = Secrets.Hash(code);
            if (!await db.DeviceAuthorizations.AnyAsync(d => d.UserCodeHash == hash))
            {
                return code;
            }
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
}

/// <summary>The two codes of a device, in plain text once.</summary>
public sealed record NewDevice(string DeviceCode, string UserCode)
{
    /// <summary>As it is shown: two groups of four.</summary>
    public string ShownUserCode => $"{UserCode[..4]}-{UserCode[4..]}";
}

/// <summary>A device that waits, by its row.</summary>
public sealed record WaitingDevice(string Id, string ClientId, IReadOnlyDictionary<string, string> Parameters);
