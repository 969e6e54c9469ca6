using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Tests.Fixtures;

/// <summary>People, apps, scopes and APIs put straight into a portal's database.</summary>
public static class Seed
{
    public const string Password = "correct horse battery";

    public static async Task<User> AddUserAsync(this Portal portal, string userName, params string[] roles)
    {
        using var scope = portal.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var roleManager = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole>>();
        var user = new User
        {
            UserName = userName,
            Email = $"{userName}@example.test",
            EmailConfirmed = true,
            CreatedAt = portal.Clock.GetUtcNow(),
            UpdatedAt = portal.Clock.GetUtcNow(),
        };
        Assert.True((await users.CreateAsync(user, Password)).Succeeded);
        foreach (var role in roles)
        {
            if (!await roleManager.RoleExistsAsync(role))
            {
                Assert.True((await roleManager.CreateAsync(new IdentityRole(role))).Succeeded);
            }

            Assert.True((await users.AddToRoleAsync(user, role)).Succeeded);
        }

        return user;
    }

    /// <summary>Adds an app; a null <paramref name="secret"/> adds none.</summary>
    public static async Task AddClientAsync(
        this Portal portal,
        string clientId,
        ClientMetadata metadata,
        string? secret = null,
        string? ownerId = null)
    {
        var now = portal.Clock.GetUtcNow();
        await portal.WriteAsync(db =>
        {
            db.Clients.Add(new Client
            {
                Id = clientId,
                Name = metadata.ClientName ?? clientId,
                Metadata = metadata,
                OwnerId = ownerId,
                CreatedAt = now,
                UpdatedAt = now,
            });
            if (secret is not null)
            {
                db.ClientSecrets.Add(new ClientSecret
                {
                    Id = Guid.CreateVersion7(now),
                    ClientId = clientId,
                    Hash = Secrets.Hash(secret),
                    Hint = secret[^4..],
                    CreatedAt = now,
                });
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>What a person allowed an app, three days ago, signed in at so many places.</summary>
    public static async Task AddGrantAsync(
        this Portal portal,
        string userId,
        string clientId,
        string scopes,
        int places = 1,
        TimeSpan? lastUsed = null)
    {
        var now = portal.Clock.GetUtcNow();
        var used = now - (lastUsed ?? TimeSpan.FromHours(2));
        await portal.WriteAsync(db =>
        {
            var grant = new Grant
            {
                Id = Guid.CreateVersion7(now),
                UserId = userId,
                ClientId = clientId,
                Scopes = scopes,
                CreatedAt = used.AddDays(-3),
                UpdatedAt = now,
                LastUsedAt = used,
            };
            db.Grants.Add(grant);
            db.TokenFamilies.AddRange(Enumerable.Range(0, places).Select(_ => new TokenFamily
            {
                GrantType = "authorization_code",
                Id = Guid.CreateVersion7(now),
                GrantId = grant.Id,
                Scopes = scopes,
                UserAgent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0.0.0 Safari/537.36",
                AuthTime = now,
                CreatedAt = used.AddDays(-3),
                LastUsedAt = used,
                ExpiresAt = now.AddDays(30),
            }));
            return Task.CompletedTask;
        });
    }

    public static Task AddScopeAsync(this Portal portal, string name, string displayName)
        => portal.WriteAsync(db =>
        {
            db.Scopes.Add(new Scope { Name = name, DisplayName = displayName });
            return Task.CompletedTask;
        });

    public static Task AddResourceAsync(this Portal portal, string identifier, string name, string scopes)
        => portal.WriteAsync(db =>
        {
            db.Resources.Add(new Resource { Identifier = identifier, Name = name, Scopes = scopes });
            return Task.CompletedTask;
        });
}
