using System.Text.Json;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>A person's own details, which apps see by the scopes that they were allowed.</summary>
public sealed class ProfileEditor(IDbContextFactory<AuthDbContext> contexts, WriteQueue writes, TimeProvider clock)
{
    /// <summary>Null when there is no such person any more.</summary>
    public async Task<User?> FindAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, cancellationToken);
    }

    public static ProfileDraft DraftOf(User user)
    {
        var draft = new ProfileDraft();
        foreach (var name in ProfileDraft.Names)
        {
            draft.Values[name] = Text(user.Profile.GetValueOrDefault(name));
        }

        draft.Values[ProfileDraft.Phone] = user.PhoneNumber ?? string.Empty;
        draft.Values[ProfileDraft.Address] =
            user.Profile.TryGetValue(ProfileDraft.Address, out var address)
            && address.ValueKind == JsonValueKind.Object
            && address.TryGetProperty("formatted", out var formatted)
                ? Text(formatted)
                : string.Empty;
        return draft;
    }

    /// <summary>False when the draft has problems, or the person is gone. What the page does not show stays as it is.</summary>
    public async Task<bool> SaveAsync(string userId, ProfileDraft draft, Visitor visitor)
    {
        if (draft.Problems.Count > 0)
        {
            return false;
        }

        return await writes.RunAsync(async db =>
        {
            if (await db.Users.FirstOrDefaultAsync(u => u.Id == userId) is not { } user)
            {
                return false;
            }

            var kept = user.Profile.Where(c => !ProfileDraft.Names.Contains(c.Key) && c.Key != ProfileDraft.Address);
            user.Profile = new(kept.Concat(draft.Stored()), StringComparer.Ordinal);
            if ((user.PhoneNumber ?? string.Empty) != draft[ProfileDraft.Phone])
            {
                // Nobody has checked the new one.
                user.PhoneNumber = draft[ProfileDraft.Phone] is { Length: > 0 } number ? number : null;
                user.PhoneNumberConfirmed = false;
            }

            user.UpdatedAt = clock.GetUtcNow();
            db.AuditEvents.Add(visitor.Event(AuditEventType.ProfileChanged, userId, user.UpdatedAt));
            return true;
        });
    }

    private static string Text(JsonElement value)
        => value.ValueKind == JsonValueKind.String ? value.GetString() ?? string.Empty : string.Empty;
}
