using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tokens;

/// <summary>
/// Lets a person's activity show that an app read their claims (OpenID Connect Core §5.3): one line a sign-in and hour,
/// so that an app which calls at every click costs one write and not one each.
/// </summary>
public sealed class UserInfoCalls(WriteQueue writes, TimeProvider clock)
{
    public async Task RecordAsync(LiveAccessToken token, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = now - RefreshTokens.ActivityGap;
        if (token.FamilyId is not { } familyId || token.UserInfoAt > before)
        {
            return;
        }

        await writes.RunAsync(
            async db =>
            {
                var first = await db.TokenFamilies
                    .Where(f => f.Id == familyId && (f.UserInfoAt == null || f.UserInfoAt <= before))
                    .ExecuteUpdateAsync(s => s.SetProperty(f => f.UserInfoAt, now)) == 1;
                if (first && await db.Clients.AnyAsync(c => c.Id == token.ClientId, CancellationToken.None))
                {
                    db.AuditEvents.Add(new AuditEvent
                    {
                        At = now,
                        Type = AuditEventType.UserInfoRead,
                        UserId = token.UserId,
                        ClientId = token.ClientId,
                        Data = new Dictionary<string, string>(StringComparer.Ordinal)
                        {
                            ["scopes"] = token.Scopes.ToString(),
                        },
                    });
                }
            },
            cancellationToken);
    }
}
