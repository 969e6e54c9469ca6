using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Accounts;

/// <summary>
/// The hash of a password that nobody knows, made by the hasher in force. An account that does not exist or is
/// locked is checked against it, so that every refusal costs one verification and takes the same time.
/// </summary>
public sealed class DecoyPassword(IServiceScopeFactory scopes)
{
    private readonly Lazy<string> _hash = new(() =>
    {
        using var scope = scopes.CreateScope();
        var hasher = scope.ServiceProvider.GetRequiredService<IPasswordHasher<User>>();
        return hasher.HashPassword(new User(), Secrets.Generate());
    });

    public string Hash => _hash.Value;
}
