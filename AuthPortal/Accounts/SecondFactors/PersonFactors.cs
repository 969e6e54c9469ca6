using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts.SecondFactors;

/// <summary>Which ways a person has to prove who they are.</summary>
public sealed class PersonFactors(IDbContextFactory<AuthDbContext> contexts)
{
    public async Task<Factors> OfAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Users.Where(u => u.Id == userId)
            .Select(u => new Factors(
                u.PasswordHash != null,
                db.AuthenticatorApps.Any(a => a.UserId == userId),
                db.Set<IdentityUserPasskey<string>>().Count(p => p.UserId == userId)))
            .FirstOrDefaultAsync(cancellationToken);
        return found ?? Factors.None;
    }
}

/// <summary>A person's ways to sign in.</summary>
public sealed record Factors(bool HasPassword, bool HasApp, int Passkeys)
{
    public static readonly Factors None = new(HasPassword: false, HasApp: false, Passkeys: 0);

    /// <summary>A password alone is not enough.</summary>
    public bool AsksSecond => HasApp;

    /// <summary>The best acr that the person can reach.</summary>
    public string StrongestAcr => Passkeys > 0 ? AuthenticationContext.PhishingResistant
        : HasApp ? AuthenticationContext.MultiFactor
        : AuthenticationContext.Password;
}
