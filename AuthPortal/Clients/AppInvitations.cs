using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>
/// Others are invited by mail address to work on an app, as owners or viewers. Only somebody whose confirmed address it is
/// can take an invitation.
/// </summary>
public sealed class AppInvitations(
    WriteQueue writes,
    IDbContextFactory<AuthDbContext> contexts,
    ILookupNormalizer normalizer,
    TimeProvider clock)
{
    /// <summary>Members and invitations together.</summary>
    public const int Most = 50;

    public static readonly TimeSpan Life = TimeSpan.FromDays(14);

    private const int LongestEmail = 254;

    /// <summary>Invites, or renews an invitation with another role; nothing tells whether the address has an account.</summary>
    public async Task<InviteOutcome> InviteAsync(
        AppActor actor,
        string clientId,
        string email,
        ClientRole role,
        CancellationToken cancellationToken)
    {
        var address = email.Trim();
        if (!IsAddress(address))
        {
            return InviteOutcome.NoAddress;
        }

        var normalized = normalizer.NormalizeEmail(address);
        return await writes.RunAsync(
            async db => await ClientEditor.LoadAsync(db, actor, clientId) is { } app
                ? await InviteAsync(db, actor, app, normalized, role)
                : InviteOutcome.Missing,
            cancellationToken);
    }

    /// <summary>Takes an invitation back.</summary>
    public Task<bool> WithdrawAsync(
        AppActor actor,
        string clientId,
        Guid invitationId,
        CancellationToken cancellationToken)
        => writes.RunAsync(
            async db => await ClientEditor.LoadAsync(db, actor, clientId) is not null
                && await db.ClientInvitations.Where(i => i.Id == invitationId && i.ClientId == clientId)
                    .ExecuteDeleteAsync() == 1,
            cancellationToken);

    /// <summary>What waits for a person's answer.</summary>
    public async Task<IReadOnlyList<TeamInvitation>> OfAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Mine(db, userId).AsNoTracking().Include(i => i.Client).OrderBy(i => i.CreatedAt).ToListAsync(cancellationToken);
        return [.. rows.Select(i => TeamInvitation.Of(i, i.Client?.Name ?? i.ClientId))];
    }

    /// <summary>Takes or declines an invitation; false when it is no longer there, or another's.</summary>
    public Task<bool> AnswerAsync(string userId, Guid invitationId, bool accept, CancellationToken cancellationToken)
        => writes.RunAsync(
            async db =>
            {
                var invitation = await Mine(db, userId).Include(i => i.Client).FirstOrDefaultAsync(i => i.Id == invitationId);
                if (invitation?.Client is not { } app
                    || await db.ClientInvitations.Where(i => i.Id == invitationId).ExecuteDeleteAsync() != 1)
                {
                    return false;
                }

                db.Entry(invitation).State = EntityState.Detached;
                if (accept && app.OwnerId != userId
                    && !await db.ClientMembers.AnyAsync(m => m.ClientId == app.Id && m.UserId == userId))
                {
                    db.ClientMembers.Add(new ClientMember
                    {
                        ClientId = app.Id,
                        UserId = userId,
                        Role = invitation.Role,
                        Since = clock.GetUtcNow(),
                    });
                    var joined = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["member"] = userId,
                        ["role"] = invitation.Role.ToString(),
                    };
                    Record(db, new AppActor(userId, IsAdministrator: false), app, AuditEventType.ClientJoined, joined);
                }

                return true;
            },
            cancellationToken);

    private static bool IsAddress(string text)
        => text.Length is > 0 and <= LongestEmail
            && text.IndexOf('@', StringComparison.Ordinal) > 0
            && !text.EndsWith('@')
            && !text.Any(char.IsWhiteSpace);

    private async Task<InviteOutcome> InviteAsync(
        AuthDbContext db,
        AppActor actor,
        Client app,
        string email,
        ClientRole role)
    {
        if (await db.Users.AnyAsync(u => u.NormalizedEmail == email
            && (u.Id == app.OwnerId || db.ClientMembers.Any(m => m.ClientId == app.Id && m.UserId == u.Id))))
        {
            return InviteOutcome.AlreadyMember;
        }

        await db.ClientInvitations.Where(i => i.ClientId == app.Id && i.Email == email).ExecuteDeleteAsync();
        if (await db.ClientInvitations.CountAsync(i => i.ClientId == app.Id)
            + await db.ClientMembers.CountAsync(m => m.ClientId == app.Id) >= Most)
        {
            return InviteOutcome.TooMany;
        }

        Add(db, actor, app, email, role);
        return InviteOutcome.Done;
    }

    /// <summary>Addressed to a person's address, which they have proved to be theirs.</summary>
    private IQueryable<ClientInvitation> Mine(AuthDbContext db, string userId)
    {
        var now = clock.GetUtcNow();
        return db.ClientInvitations.Where(i => i.ExpiresAt > now
            && db.Users.Any(u => u.Id == userId && u.EmailConfirmed && u.NormalizedEmail == i.Email));
    }

    private void Add(AuthDbContext db, AppActor actor, Client app, string email, ClientRole role)
    {
        var now = clock.GetUtcNow();
        db.ClientInvitations.Add(new ClientInvitation
        {
            Id = Guid.CreateVersion7(now),
            ClientId = app.Id,
            Email = email,
            Role = role,
            CreatedAt = now,
            ExpiresAt = now + Life,
        });
        Record(db, actor, app, AuditEventType.ClientInvited, new(StringComparer.Ordinal) { ["role"] = role.ToString() });
    }

    private void Record(AuthDbContext db, AppActor by, Client app, string type, Dictionary<string, string> data)
        => ClientEditor.Record(db, by, app, type, data, clock.GetUtcNow());
}
