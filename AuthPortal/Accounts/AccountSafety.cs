using AuthPortal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>The one thing that would make a person's account safer next.</summary>
public sealed class AccountSafety(IDbContextFactory<AuthDbContext> contexts)
{
    public async Task<SafetyStep> NextAsync(string userId, CancellationToken cancellationToken)
    {
        // A page that stays open must not keep the person as they were when it opened.
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var person = await db.Users.Where(u => u.Id == userId)
            .Select(u => new
            {
                u.EmailConfirmed,
                HasApp = db.AuthenticatorApps.Any(a => a.UserId == userId),
                HasPasskey = db.Set<IdentityUserPasskey<string>>().Any(p => p.UserId == userId),
                HasCodes = db.RecoveryCodes.Any(c => c.UserId == userId && c.UsedAt == null),
            })
            .FirstOrDefaultAsync(cancellationToken);
        return person switch
        {
            null => SafetyStep.None,
            { HasApp: false, HasPasskey: false } => SafetyStep.Passkey,
            { HasApp: true, HasCodes: false } => SafetyStep.RecoveryCodes,
            { EmailConfirmed: false } => SafetyStep.Email,
            _ => SafetyStep.None,
        };
    }
}

/// <summary>What to do next.</summary>
public enum SafetyStep
{
    None,
    Passkey,
    RecoveryCodes,
    Email,
}
