using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>People as pages show them.</summary>
public sealed class PersonDirectory(IDbContextFactory<AuthDbContext> contexts, Issuer issuer)
{
    public async Task<Person?> FindAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, cancellationToken);
        return user is null ? null : new Person(user.Id, user.UserName ?? string.Empty, user.DisplayName, user.Email)
        {
            Picture = PersonPictures.PathOf(user, issuer),
        };
    }
}

/// <summary>A person's id (the sub that apps see), user name, what to call them, and their mail address.</summary>
public sealed record Person(string Id, string UserName, string DisplayName, string? Email)
{
    /// <summary>The person's picture in this portal, relative to the page's base; null when there is none.</summary>
    public string? Picture { get; init; }
}
