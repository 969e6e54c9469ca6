using AuthPortal.Data;

namespace AuthPortal.Accounts;

/// <summary>Who has to know that a person's sessions end: the apps that they signed in to from there.</summary>
public interface ISessionEnding
{
    /// <summary>Inside the write that ends one session.</summary>
    /// <returns>Addresses that the person's browser loads to tell apps, OpenID Connect Front-Channel Logout §2.</returns>
    Task<IReadOnlyList<string>> EndAsync(AuthDbContext db, string userId, string sessionId);

    /// <summary>Inside the write that ends all but one.</summary>
    Task EndOthersAsync(AuthDbContext db, string userId, string keptSessionId);

    /// <summary>Inside the same write, after it: apps stay allowed and have to ask the person to sign in again.</summary>
    Task EndAppsAsync(AuthDbContext db, string userId);

    /// <summary>After the commit: the person's open pages look whether their session still stands.</summary>
    void Tell(string userId);
}
