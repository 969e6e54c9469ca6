using System.Data.Common;
using System.Net;
using System.Text.Json;
using AuthPortal.Components.Docs;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Outside;

/// <summary>The commands and programs of the guides do what the guides say, as they stand there.</summary>
public sealed class GuideTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    private const string Secret = "kept-by-the-app";

    [Fact]
    public async Task The_commands_of_rotation_tell_both_secrets_apart()
    {
        var app = await RegisterMachineAsync("rotated");
        await portal.Portal.WriteAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var client = await db.Clients.SingleAsync(c => c.Id == app);
            db.ClientSecrets.Add(new ClientSecret
            {
                Id = Guid.CreateVersion7(now),
                ClientId = client.Id,
                Hash = Secrets.Hash("the-new-one"),
                Hint = "-one",
                CreatedAt = now,
            });
        });
        var commands = $"issuer={portal.Root} client_id={app} old_secret={Secret} new_secret=the-new-one\n"
            + Programs("rotate-a-secret", "bash")[0];
        Assert.Equal("200\n200\n", await RunAsync("bash", commands));
        await portal.Portal.WriteAsync(db => db.ClientSecrets.Where(s => s.ClientId == app && s.Hint == "-app").ExecuteDeleteAsync());
        portal.Portal.Services.GetRequiredService<AuthPortal.Clients.ClientRegistry>().Forget(app);
        Assert.Equal("401\n200\n", await RunAsync("bash", commands));
    }

    [Fact]
    public async Task The_command_of_the_machine_gets_a_token()
    {
        var app = await RegisterMachineAsync("guided");
        var said = await RunAsync(
            "bash", $"issuer={portal.Root} client_id={app} client_secret={Secret}\n{Programs("choose-a-grant", "bash")[0]}");
        Assert.Equal("notes.read", JsonDocument.Parse(said).RootElement.GetProperty("scope").GetString());
    }

    [Fact]
    public async Task The_probes_answer()
        => Assert.Equal("200\n200\n", await RunAsync("bash", $"issuer={portal.Root}\n{Programs("operate", "bash")[2]}"));

    [Fact]
    public async Task A_backup_of_a_running_server_starts_with_the_same_keys_and_apps()
    {
        var app = await RegisterMachineAsync("saved");
        using var place = new Folder();
        Directory.CreateDirectory(place.Of("AuthPortal"));
        Directory.CreateSymbolicLink(place.Of("AuthPortal/App_Data"), portal.Portal.Folder);
        var program = typeof(global::Program).Assembly.Location;
        await RunAsync(
            "bash",
            $"export ConnectionStrings__AuthPortal='Data Source={portal.Portal.Folder}/authportal.db'\n"
                + Programs("operate", "bash")[0].Replace("dotnet run --project AuthPortal --", $"dotnet '{program}'", StringComparison.Ordinal),
            place.Path);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(place.Of("authportal-backup.db")));
        }

        await using var restored = new Portal();
        Directory.CreateDirectory(Path.Combine(restored.Folder, "keys"));
        File.Copy(place.Of("authportal-backup.db"), Path.Combine(restored.Folder, "authportal.db"));
        foreach (var key in Directory.EnumerateFiles(place.Of("keys-backup")))
        {
            File.Copy(key, Path.Combine(restored.Folder, "keys", Path.GetFileName(key)));
        }

        using var before = new HttpClient();
        using var after = restored.NewClient();
        const string Keys = "/.well-known/jwks.json";
        Assert.Equal(await before.GetStringAsync(new Uri(portal.Root + Keys)), await after.GetStringAsync(Keys));
        Assert.Equal(HttpStatusCode.OK, (await TokenAsync(after, app, Secret)).StatusCode);
    }

    [Fact]
    public async Task Apps_of_Authlib_move_with_their_secrets()
    {
        using var place = new Folder();
        await WriteAuthlibAsync(place.Of("authlib.db"));
        var said = await MoveAsync("migrate-from-authlib", place, "authlib.db");
        await using var moved = Provisioned(place, said);
        using var http = moved.NewClient();
        Assert.Equal(HttpStatusCode.OK, (await TokenAsync(http, "reports", "secret-of-reports")).StatusCode);
        Assert.Equal(["reports", "shop"], await moved.ReadAsync(db => db.Clients.Select(c => c.Id).Order().ToListAsync()));
        Assert.Equal(["reports.read"], await moved.ReadAsync(db => db.Scopes.Select(s => s.Name).ToListAsync()));
    }

    [Fact]
    public async Task Apps_of_Keycloak_move_with_their_secrets()
    {
        using var place = new Folder();
        await File.WriteAllTextAsync(place.Of("realm-export.json"), Realm);
        var said = await MoveAsync("migrate-from-keycloak", place, "realm-export.json");
        await using var moved = Provisioned(place, said);
        using var http = moved.NewClient();
        Assert.Equal(HttpStatusCode.OK, (await TokenAsync(http, "reports", "secret-of-reports")).StatusCode);
        var shop = await moved.ReadAsync(db => db.Clients.SingleAsync(c => c.Id == "shop"));
        Assert.Equal(["https://shop.example.test/cb"], shop.Metadata.RedirectUris);
        Assert.Equal("none", shop.Metadata.TokenEndpointAuthMethod);
        Assert.Equal("openid profile email orders", shop.Metadata.Scope);
        Assert.Equal(2, await moved.ReadAsync(db => db.Clients.CountAsync()));
    }

    /// <summary>As Partial export writes it, without what nobody reads.</summary>
    private const string Realm =
        """
        { "realm": "shop", "clients": [
          { "clientId": "account", "protocol": "openid-connect", "publicClient": true, "redirectUris": ["/realms/shop/account/*"] },
          { "clientId": "shop", "name": "Shop", "protocol": "openid-connect", "publicClient": true, "standardFlowEnabled": true,
            "redirectUris": ["https://shop.example.test/cb", "https://shop.example.test/*"],
            "defaultClientScopes": ["web-origins", "acr", "profile", "roles", "email"], "optionalClientScopes": ["orders"] },
          { "clientId": "reports", "protocol": "openid-connect", "secret": "secret-of-reports", "serviceAccountsEnabled": true,
            "redirectUris": [], "defaultClientScopes": ["reports.read"] },
          { "clientId": "hidden", "protocol": "openid-connect", "secret": "**********", "serviceAccountsEnabled": true },
          { "clientId": "sso", "protocol": "saml" }] }
        """;

    private static async Task WriteAuthlibAsync(string file)
    {
        await using var db = new SqliteConnection($"Data Source={file};Pooling=False");
        await db.OpenAsync();
        await using DbCommand command = db.CreateCommand();
        command.CommandText =
            """
            CREATE TABLE oauth2_client (id INTEGER PRIMARY KEY, client_id TEXT, client_secret TEXT, client_id_issued_at INTEGER,
              client_secret_expires_at INTEGER, client_metadata TEXT);
            INSERT INTO oauth2_client (client_id, client_secret, client_metadata) VALUES
              ('shop', '', '{"client_name": "Shop", "redirect_uris": ["https://shop.example.test/cb"], "scope": "openid profile",
                "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
                "token_endpoint_auth_method": "none"}'),
              ('reports', 'secret-of-reports', '{"client_name": "Reports", "grant_types": ["client_credentials", "password"],
                "response_types": [], "scope": "reports.read", "token_endpoint_auth_method": "client_secret_basic"}'),
              ('old', 'x', '{"client_name": "Old", "grant_types": ["password"], "scope": "profile"}');
            """;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> MoveAsync(string guide, Folder place, string source)
    {
        await File.WriteAllTextAsync(place.Of("apps.py"), Programs(guide, "python")[0]);
        var command = Programs(guide, "bash")[0].Split('\n')[0];
        Assert.Contains(source, command, StringComparison.Ordinal);
        await RunAsync("bash", command, place.Path);
        return place.Of("provisioning.json");
    }

    private static Portal Provisioned(Folder place, string file)
    {
        var moved = new Portal();
        moved.Settings["Provisioning:File"] = file;
        Assert.True(File.Exists(file), place.Path);
        return moved;
    }

    private static async Task<HttpResponseMessage> TokenAsync(HttpClient http, string clientId, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/token", UriKind.Relative));
        request.Headers.Authorization = AppScene.Basic(clientId, secret);
        request.Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        return await http.SendAsync(request);
    }

    private async Task<string> RegisterMachineAsync(string clientId)
    {
        await portal.Portal.AddClientAsync(
            clientId,
            new ClientMetadata { GrantTypes = ["client_credentials"], ResponseTypes = [], Scope = "notes.read" },
            Secret);
        return clientId;
    }

    private static string[] Programs(string guide, string language)
        => [.. GuideReader.Read(guide, Repository.Text("AuthPortal", "Docs", guide + ".md"), "http://localhost:5080").Parts
            .OfType<GuidePart.Program>().Where(program => program.Language == language).Select(program => program.Code)];

    /// <summary>What it says; the test fails when it does not end well.</summary>
    private static async Task<string> RunAsync(string command, string script, string? place = null)
    {
        using var program = OutsideProgram.Start(command, place ?? AppContext.BaseDirectory, ["-e", "-c", script]);
        return await program.EndAsync();
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("authportal-guide-").FullName;

        public string Of(string name) => System.IO.Path.Combine(Path, name);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
