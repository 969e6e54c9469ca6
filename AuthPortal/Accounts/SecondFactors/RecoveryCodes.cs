using System.Security.Cryptography;
using AuthPortal.Accounts.Mail;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts.SecondFactors;

/// <summary>
/// Codes for the day when the second factor is lost. They are shown once; what is kept is their SHA-256, which with 80
/// random bits each is as good as a slow hash.
/// </summary>
public sealed class RecoveryCodes(
    IDbContextFactory<AuthDbContext> contexts,
    WriteQueue writes,
    MailQueue mail,
    TimeProvider clock)
{
    public const int Count = 10;

    private const int Letters = 16;
    private const int Group = 4;

    /// <summary>No l, o, 0 or 1: they are read off paper.</summary>
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

    public async Task<int> LeftAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RecoveryCodes.CountAsync(c => c.UserId == userId && c.UsedAt == null, cancellationToken);
    }

    /// <summary>New codes; the old ones are worth nothing any more.</summary>
    public Task<IReadOnlyList<string>> RenewAsync(string userId, Visitor visitor)
        => writes.RunAsync(async db =>
        {
            var codes = await RenewAsync(db, userId);
            db.AuditEvents.Add(visitor.Event(AuditEventType.RecoveryCodesMade, userId, clock.GetUtcNow()));
            mail.Notify(db, LetterKind.RecoveryCodesMade, userId, visitor);
            return codes;
        });

    /// <summary>Inside a write.</summary>
    internal async Task<IReadOnlyList<string>> RenewAsync(AuthDbContext db, string userId)
    {
        await db.RecoveryCodes.Where(c => c.UserId == userId).ExecuteDeleteAsync();
        var now = clock.GetUtcNow();
        var codes = Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Alphabet, Letters)).ToList();
        db.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            Hash = Secrets.Hash(code),
            CreatedAt = now,
        }));
        return [.. codes.Select(Grouped)];
    }

    /// <summary>Inside a write: true for the one use of a code.</summary>
    internal async Task<bool> UseAsync(AuthDbContext db, string userId, string? typed)
    {
        var now = clock.GetUtcNow();
        var hash = Secrets.Hash(new string([.. (typed ?? string.Empty).ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]));
        return await db.RecoveryCodes.Where(c => c.UserId == userId && c.Hash == hash && c.UsedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.UsedAt, now)) == 1;
    }

    private static string Grouped(string code)
        => string.Join('-', code.Chunk(Group).Select(letters => new string(letters)));
}
