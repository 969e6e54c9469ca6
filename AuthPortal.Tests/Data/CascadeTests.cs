using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Data;

/// <summary>What hangs on a person or an app goes with it, kept by the database's own foreign keys.</summary>
public sealed class CascadeTests
{
    [Fact]
    public async Task Deleting_a_person_deletes_all_that_hangs_on_them()
    {
        await using var portal = new Portal();
        var (alice, bob) = await FillAsync(portal);
        Assert.NotEqual(0, await OwnedRowsAsync(portal));
        await portal.WriteAsync(db => db.Users.Where(u => u.Id == alice.Id).ExecuteDeleteAsync());
        Assert.Equal(0, await OwnedRowsAsync(portal));
        Assert.Equal(0, await portal.ReadAsync(db => db.Clients.CountAsync()));
        Assert.Equal(0, await portal.ReadAsync(db => db.ClientSecrets.CountAsync()));
        Assert.Equal(1, await portal.ReadAsync(db => db.Users.CountAsync(u => u.Id == bob.Id)));
    }

    [Fact]
    public async Task Deleting_an_app_deletes_its_grants_and_tokens_and_keeps_the_history()
    {
        await using var portal = new Portal();
        await FillAsync(portal);
        await portal.WriteAsync(db => db.Clients.ExecuteDeleteAsync());
        Assert.Equal(0, await OwnedRowsAsync(portal, withEvents: false));
        var kept = await portal.ReadAsync(db => db.AuditEvents.AsNoTracking().SingleAsync());
        Assert.Null(kept.ClientId);
        Assert.Equal(2, await portal.ReadAsync(db => db.Users.CountAsync()));
    }

    [Fact]
    public async Task Deleting_a_grant_ends_everything_under_it()
    {
        await using var portal = new Portal();
        await FillAsync(portal);
        await portal.WriteAsync(db => db.Grants.ExecuteDeleteAsync());
        Assert.Equal(0, await portal.ReadAsync(db => db.AuthorizationCodes.CountAsync()));
        Assert.Equal(0, await portal.ReadAsync(db => db.TokenFamilies.CountAsync()));
        Assert.Equal(0, await portal.ReadAsync(db => db.RefreshTokens.CountAsync()));
        Assert.Equal(0, await portal.ReadAsync(db => db.AccessTokens.CountAsync()));
        Assert.Equal(1, await portal.ReadAsync(db => db.Clients.CountAsync()));
    }

    [Fact]
    public async Task One_person_and_app_have_one_grant()
    {
        await using var portal = new Portal();
        var (alice, _) = await FillAsync(portal);
        await Assert.ThrowsAsync<DbUpdateException>(() => portal.WriteAsync(db =>
        {
            db.Grants.Add(NewGrant(portal, alice.Id));
            return Task.CompletedTask;
        }));
    }

    [Fact]
    public async Task A_row_that_hangs_on_nothing_is_refused()
    {
        await using var portal = new Portal();
        await Assert.ThrowsAsync<DbUpdateException>(() => portal.WriteAsync(db =>
        {
            db.Grants.Add(NewGrant(portal, "nobody"));
            return Task.CompletedTask;
        }));
    }

    private static async Task<(User Alice, User Bob)> FillAsync(Portal portal)
    {
        var alice = await portal.AddUserAsync("alice");
        var bob = await portal.AddUserAsync("bob");
        await portal.AddClientAsync("app", new ClientMetadata { ClientName = "App" }, "secret-value", alice.Id);
        await portal.WriteAsync(db =>
        {
            AddTokens(db, portal, NewGrant(portal, alice.Id));
            db.Interactions.Add(new Interaction
            {
                Id = "interaction",
                BrowserHash = Secrets.Hash("browser"),
                ClientId = "app",
                UserId = alice.Id,
            });
            db.AuditEvents.Add(new AuditEvent
            {
                Type = AuditEventType.ConsentAllowed,
                UserId = alice.Id,
                ClientId = "app",
                At = portal.Clock.GetUtcNow(),
            });
            return Task.CompletedTask;
        });
        return (alice, bob);
    }

    private static Grant NewGrant(Portal portal, string userId) => new()
    {
        Id = Guid.CreateVersion7(portal.Clock.GetUtcNow()),
        UserId = userId,
        ClientId = "app",
        Scopes = "openid",
    };

    private static void AddTokens(AuthDbContext db, Portal portal, Grant grant)
    {
        var family = new TokenFamily
        {
            GrantType = "authorization_code",
            Id = Guid.CreateVersion7(portal.Clock.GetUtcNow()),
            GrantId = grant.Id,
            Scopes = "openid",
        };
        db.Grants.Add(grant);
        db.TokenFamilies.Add(family);
        db.AuthorizationCodes.Add(new AuthorizationCode
        {
            Hash = Secrets.Hash("code"),
            GrantId = grant.Id,
            RedirectUri = "https://app.example.test/cb",
            Scopes = "openid",
        });
        db.RefreshTokens.Add(new RefreshToken { Hash = Secrets.Hash("refresh"), FamilyId = family.Id });
        db.AccessTokens.Add(new AccessToken
        {
            Hash = Secrets.Hash("access"),
            ClientId = "app",
            FamilyId = family.Id,
            Scopes = "openid",
            Audience = Portal.Issuer,
        });
    }

    private static Task<int> OwnedRowsAsync(Portal portal, bool withEvents = true)
        => portal.ReadAsync(async db => await db.Grants.CountAsync()
            + await db.AuthorizationCodes.CountAsync()
            + await db.TokenFamilies.CountAsync()
            + await db.RefreshTokens.CountAsync()
            + await db.AccessTokens.CountAsync()
            + await db.Interactions.CountAsync()
            + (withEvents ? await db.AuditEvents.CountAsync() : 0));
}
