using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Hosting.Provisioning;
using AuthPortal.Hosting.Start;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Hosting;

public sealed class ProvisioningTests
{
    private const string Good = """
        { "scopes": [{ "name": "notes.read", "displayName": "Read your notes", "displayName#ko": "노트 읽기" }],
          "resources": [{ "identifier": "https://api.example.test", "name": "Notes", "scopes": ["notes.read"] }],
          "users": [{ "userName": "alice", "email": "alice@example.test", "emailConfirmed": true,
                      "password": "correct horse battery", "roles": ["admin", "developer"],
                      "claims": { "name": "Alice", "address": { "country": "KR" } } }],
          "clients": [{ "owner": "alice", "client_id": "notes", "client_secret": "a-secret-of-notes",
                        "client_name": "Notes", "redirect_uris": ["https://notes.example.test/cb"],
                        "scope": "openid notes.read", "optional_scopes": "notes.read", "skip_consent": true }] }
        """;

    [Fact]
    public async Task The_file_makes_people_apps_scopes_and_resources()
    {
        await using var portal = Portal(Good);
        using var scope = portal.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var alice = await users.FindByNameAsync("alice");
        Assert.NotNull(alice);
        Assert.True(await users.CheckPasswordAsync(alice, "correct horse battery"));
        Assert.Equal("Alice", alice.DisplayName);
        Assert.Equal(["admin", "developer"], (await users.GetRolesAsync(alice)).Order());
        var client = await portal.Services.GetRequiredService<ClientRegistry>().FindAsync("notes", default);
        Assert.Equal(alice.Id, client?.OwnerId);
        Assert.True(client?.SkipsConsent);
        var catalog = await portal.Services.GetRequiredService<ScopeCatalog>().GetAsync(default);
        Assert.Equal("노트 읽기", catalog.Find("notes.read")?.DisplayNameKo);
        Assert.Equal(["https://api.example.test"], catalog.Resources.Select(r => r.Identifier));
    }

    [Fact]
    public async Task A_second_start_changes_nothing_and_a_changed_file_updates()
    {
        await using var first = Portal(Good);
        var before = await SnapshotAsync(first);
        await using var second = Portal(Good, first.Folder);
        Assert.Equal(before, await SnapshotAsync(second));

        await using var third = Portal(
            Good.Replace("a-secret-of-notes", "another-secret", StringComparison.Ordinal)
                .Replace("\"Read your notes\"", "\"See your notes\"", StringComparison.Ordinal),
            first.Folder);
        Assert.Equal(1, await third.ReadAsync(db => db.ClientSecrets.CountAsync()));
        Assert.NotEqual(before, await SnapshotAsync(third));
        Assert.Equal("See your notes", (await third.ReadAsync(db => db.Scopes.SingleAsync())).DisplayName);
    }

    [Theory]
    [InlineData("https://notes.example.test/cb", "http://notes.example.test/cb", "clients[0].redirect_uris[0]")]
    [InlineData("\"owner\": \"alice\"", "\"owner\": \"mallory\"", "clients[0].owner")]
    [InlineData("\"skip_consent\"", "\"skip_consents\"", "clients[0].skip_consents")]
    [InlineData("\"skip_consent\": true", "\"skip_consent\": \"yes\"", "clients[0].skip_consent")]
    [InlineData("openid notes.read", "openid notes.burn", "clients[0].scope")]
    [InlineData("\"optional_scopes\": \"notes.read\"", "\"optional_scopes\": \"openid\"", "clients[0].optional_scopes")]
    [InlineData("\"client_id\": \"notes\",", "", "clients[0].client_id")]
    [InlineData("\"client_secret\": \"a-secret-of-notes\",", "", "clients[0].client_secret")]
    [InlineData("\"scopes\": [\"notes.read\"]", "\"scopes\": [\"none\"]", "resources[0].scopes")]
    [InlineData("\"userName\"", "\"username\"", "users[0]")]
    [InlineData("\"name\": \"notes.read\"", "\"name\": \"notes read\"", "scopes[0].name")]
    [InlineData("\"client_id\": \"notes\"", "\"client_id\": \"n\\u0000tes\"", "clients[0].client_id")]
    [InlineData("\"skip_consent\"", "\"jwks_uri\": \"http://a.example.test\", \"skip_consent\"", "clients[0].jwks_uri")]
    [InlineData("\"skip_consent\"", "\"grant_types\": [\"implicit\"], \"skip_consent\"", "clients[0].grant_types[0]")]
    [InlineData("\"skip_consent\"", "\"access_token_lifetime\": 5, \"skip_consent\"", "access_token_lifetime: must be")]
    [InlineData("cb\"]", "cb\", \"https://b.example.test/\"], \"subject_type\": \"pairwise\"", "clients[0].sector_identifier_uri")]
    [InlineData(
        "\"skip_consent\"",
        "\"sector_identifier_uri\": \"https://127.0.0.1/s.json\", \"skip_consent\"",
        "clients[0].sector_identifier_uri: can't be fetched")]
    [InlineData("cb\"]", "cb\", \"https://*.example.test/cb\"]", "redirect_uris[1]: must not have a wildcard")]
    public async Task An_error_names_its_path_and_nothing_is_applied(string good, string bad, string member)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);
        await using var portal = new Portal();
        var path = Path.Combine(portal.Folder, "provisioning.json");
        await File.WriteAllTextAsync(path, Good.Replace(good, bad, StringComparison.Ordinal));
        var start = portal.Services.GetServices<IHostedService>().OfType<ProvisioningStart>().Single();
        portal.Services.GetRequiredService<IConfiguration>()["Provisioning:File"] = path;

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => start.StartAsync(default));
        Assert.Contains(member, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(0, await portal.ReadAsync(db => db.Users.CountAsync()));
        Assert.Equal(0, await portal.ReadAsync(db => db.Scopes.CountAsync()));
        Assert.Equal(0, await portal.ReadAsync(db => db.Clients.CountAsync()));
    }

    [Theory]
    [InlineData("bob", "ALICE@example.test", "users[0].email: somebody else has this address")]
    [InlineData("alice", "carol@example.test", "users[1].email: an earlier one has the same")]
    public async Task An_address_is_one_persons(string first, string email, string problem)
    {
        await using var portal = new Portal();
        await portal.AddUserAsync("alice");
        var path = Path.Combine(portal.Folder, "provisioning.json");
        await File.WriteAllTextAsync(path, $$"""
            { "users": [{ "userName": "{{first}}", "email": "{{email}}", "password": "correct horse battery" },
                        { "userName": "carol", "email": "Carol@example.test", "password": "correct horse battery" }] }
            """);
        portal.Services.GetRequiredService<IConfiguration>()["Provisioning:File"] = path;
        var start = portal.Services.GetServices<IHostedService>().OfType<ProvisioningStart>().Single();
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => start.StartAsync(default));
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await portal.ReadAsync(db => db.Users.CountAsync()));
    }

    private static Portal Portal(string json, string? folder = null)
    {
        var portal = new Portal();
        var path = Path.Combine(portal.Folder, "provisioning.json");
        File.WriteAllText(path, json);
        portal.Settings["Provisioning:File"] = path;
        if (folder is not null)
        {
            portal.Settings["ConnectionStrings:AuthPortal"] = $"Data Source={Path.Combine(folder, "authportal.db")}";
        }

        return portal;
    }

    private static Task<string> SnapshotAsync(Portal portal) => portal.ReadAsync(async db =>
    {
        var user = await db.Users.SingleAsync();
        var client = await db.Clients.Include(c => c.Secrets).SingleAsync();
        return string.Join('|', user.ConcurrencyStamp, user.SecurityStamp, user.PasswordHash, user.UpdatedAt,
            client.UpdatedAt, client.Secrets.Single().Id, await db.UserRoles.CountAsync(), await db.Roles.CountAsync());
    });
}
