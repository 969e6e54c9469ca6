using System.Text.Json;
using AuthPortal.Accounts.Mail;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts.Passkeys;

/// <summary>
/// Passkeys, Web Authentication Level 3, by Identity's own handler. Each proves possession and, because user
/// verification is required, a finger, a face or a PIN as well: two factors that can't be phished.
/// </summary>
public sealed class PersonPasskeys(
    SignInManager<User> ceremonies,
    UserManager<User> users,
    IDbContextFactory<AuthDbContext> contexts,
    WriteQueue writes,
    MailQueue mail,
    TimeProvider clock)
{
    public const int Most = 20;

    private const int LongestName = 60;
    private const int LongestCredential = 16 * 1024;

    /// <summary>For <c>navigator.credentials.get</c>; without a person any passkey of this server will do.</summary>
    public Task<string> RequestOptionsAsync(User? user) => ceremonies.MakePasskeyRequestOptionsAsync(user!);

    /// <summary>For <c>navigator.credentials.create</c>.</summary>
    public Task<string> CreationOptionsAsync(string userId, string userName, string displayName)
        => ceremonies.MakePasskeyCreationOptionsAsync(
            new PasskeyUserEntity { Id = userId, Name = userName, DisplayName = displayName });

    /// <summary>Who has answered, and how that counts (RFC 8176); null when nobody has.</summary>
    public async Task<PasskeyProof?> ProveAsync(string? credential)
    {
        if (credential is not { Length: > 0 and <= LongestCredential }
            || await AssertAsync(credential) is not { Succeeded: true } answer
            || !answer.Passkey.IsUserVerified)
        {
            return null;
        }

        await users.AddOrUpdatePasskeyAsync(answer.User, answer.Passkey);
        await TouchAsync(answer.Passkey.CredentialId);
        return new PasskeyProof(answer.User, AmrOf(answer.Passkey));
    }

    /// <summary>What the browser has made; null when it is not an answer to what was asked here.</summary>
    public async Task<NewPasskey?> ReadAsync(string? credential)
    {
        if (credential is not { Length: > 0 and <= LongestCredential })
        {
            return null;
        }

        try
        {
            var made = await ceremonies.PerformPasskeyAttestationAsync(credential);
            return made.Succeeded && made.Passkey.IsUserVerified ? new NewPasskey(made.UserEntity.Id, made.Passkey) : null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            // No ceremony is under way in this browser, or what it sent is no credential.
            return null;
        }
    }

    /// <summary>
    /// How a passkey counts (RFC 8176): one that may leave its device is software, however well it is kept there; who
    /// was verified by it has used two factors.
    /// </summary>
    internal static string[] AmrOf(UserPasskeyInfo passkey)
        => [passkey.IsBackupEligible ? Sessions.SoftwareKey : Sessions.HardwareKey, Sessions.UserPresence, Sessions.MultiFactor];

    public async Task<bool> AddAsync(User user, NewPasskey made, string name, Visitor visitor)
    {
        if (made.UserId != user.Id || (await users.GetPasskeysAsync(user)).Count >= Most)
        {
            return false;
        }

        made.Passkey.Name = Trimmed(name);
        if (!(await users.AddOrUpdatePasskeyAsync(user, made.Passkey)).Succeeded)
        {
            return false;
        }

        await RecordAsync(user.Id, AuditEventType.PasskeyAdded, LetterKind.PasskeyAdded, made.Passkey.Name, visitor);
        return true;
    }

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<KeptPasskey>> ListAsync(User user)
    {
        var passkeys = await users.GetPasskeysAsync(user);
        await using var db = await contexts.CreateDbContextAsync();
        var used = await db.PasskeyUses.AsNoTracking().Where(u => u.Passkey!.UserId == user.Id).ToListAsync();
        return [.. passkeys.OrderBy(p => p.CreatedAt).Select(p => new KeptPasskey(
            Convert.ToHexString(p.CredentialId),
            p.Name ?? string.Empty,
            p.CreatedAt,
            used.Find(u => u.CredentialId.AsSpan().SequenceEqual(p.CredentialId))?.LastUsedAt,
            p.IsBackupEligible))];
    }

    public async Task RenameAsync(User user, string? id, string? name)
    {
        if (await FindAsync(user, id) is { } passkey && Trimmed(name) is { Length: > 0 } given)
        {
            passkey.Name = given;
            await users.AddOrUpdatePasskeyAsync(user, passkey);
        }
    }

    public async Task<bool> RemoveAsync(User user, string? id, Visitor visitor)
    {
        if (await FindAsync(user, id) is not { } passkey)
        {
            return false;
        }

        await users.RemovePasskeyAsync(user, passkey.CredentialId);
        await RecordAsync(
            user.Id, AuditEventType.PasskeyRemoved, LetterKind.PasskeyRemoved, passkey.Name ?? string.Empty, visitor);
        return true;
    }

    private static string Trimmed(string? name)
    {
        var plain = new string([.. (name ?? string.Empty).Trim().Where(c => !char.IsControl(c))]);
        return plain[..Math.Min(plain.Length, LongestName)];
    }

    private async Task<PasskeyAssertionResult<User>?> AssertAsync(string credential)
    {
        try
        {
            return await ceremonies.PerformPasskeyAssertionAsync(credential);
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            return null;
        }
    }

    private async Task<UserPasskeyInfo?> FindAsync(User user, string? id)
    {
        var passkeys = await users.GetPasskeysAsync(user);
        return passkeys.FirstOrDefault(p => Convert.ToHexString(p.CredentialId) == id);
    }

    private Task TouchAsync(byte[] credentialId)
        => writes.RunAsync(async db =>
        {
            var now = clock.GetUtcNow();
            if (await db.PasskeyUses.Where(u => u.CredentialId == credentialId)
                .ExecuteUpdateAsync(s => s.SetProperty(u => u.LastUsedAt, now)) == 0)
            {
                db.PasskeyUses.Add(new PasskeyUse { CredentialId = credentialId, LastUsedAt = now });
            }
        });

    private Task RecordAsync(string userId, string happened, string letter, string name, Visitor visitor)
        => writes.RunAsync(db =>
        {
            db.AuditEvents.Add(visitor.Event(happened, userId, clock.GetUtcNow()));
            mail.Notify(db, letter, userId, visitor, (LetterData.Name, name));
            return Task.CompletedTask;
        });
}

/// <summary>Somebody who has proven to be there, with RFC 8176's words for how.</summary>
public sealed record PasskeyProof(User User, string[] Amr);

/// <summary>A passkey that was just made, and for which user id.</summary>
public sealed record NewPasskey(string UserId, UserPasskeyInfo Passkey);

/// <summary>A passkey as its owner sees it.</summary>
/// <param name="IsSynced">It may be on several of the person's devices.</param>
public sealed record KeptPasskey(
    string Id,
    string Name,
    DateTimeOffset AddedAt,
    DateTimeOffset? LastUsedAt,
    bool IsSynced);
