using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Registration;

/// <summary>A client that manages its own registration.</summary>
public sealed class Rfc7592ManagementTests : IDisposable
{
    private readonly Portal _portal = new() { Settings = { ["OAuth:DynamicRegistration"] = "open" } };
    private readonly Registrant _registrant;

    public Rfc7592ManagementTests() => _registrant = new Registrant(_portal);

    public void Dispose()
    {
        _registrant.Dispose();
        _portal.Dispose();
    }

    [Fact]
    public async Task S2_1_it_reads_what_is_registered_and_no_secret()
    {
        var (path, token, _) = await RegisteredAsync();
        var read = (await _registrant.SendAsync(HttpMethod.Get, path, null, token)).Ok();
        Assert.Equal("Self", read["client_name"]);
        Assert.Null(read["client_secret"]);
    }

    [Fact]
    public async Task S2_2_a_change_replaces_everything()
    {
        var (path, token, id) = await RegisteredAsync();
        var body = JsonSerializer.Serialize(new
        {
            client_id = id,
            client_name = "Renamed",
            redirect_uris = new[] { "https://other.example.test/cb" },
            token_endpoint_auth_method = "none",
        });
        var changed = (await _registrant.SendAsync(HttpMethod.Put, path, body, token)).Ok();
        Assert.Equal("Renamed", changed["client_name"]);
        Assert.Equal("[\"authorization_code\"]", changed["grant_types"]);
        var stored = await _portal.ReadAsync(db => db.Clients.SingleAsync());
        Assert.Equal("https://other.example.test/cb", Assert.Single(stored.Metadata.RedirectUris!));
    }

    [Theory]
    [InlineData("""{"client_id":"other","redirect_uris":["https://a.test/cb"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.test/cb"]}""", "invalid_client_metadata")]
    [InlineData("""{"client_id":"{id}","client_secret":"mine","redirect_uris":["https://a.test/cb"]}""", "invalid_client_metadata")]
    [InlineData("""{"client_id":"{id}","redirect_uris":["https://a.test/cb#f"]}""", "invalid_redirect_uri")]
    [InlineData("""{"client_id":"{id}"}""", "invalid_redirect_uri")]
    public async Task S2_2_a_wrong_change_changes_nothing(string body, string error)
    {
        var (path, token, id) = await RegisteredAsync();
        var sent = body.Replace("{id}", id, StringComparison.Ordinal);
        (await _registrant.SendAsync(HttpMethod.Put, path, sent, token)).Refused(error);
        var stored = await _portal.ReadAsync(db => db.Clients.SingleAsync());
        Assert.Equal(Registrant.Callback, Assert.Single(stored.Metadata.RedirectUris!));
    }

    /// <summary>It may repeat what it has, as the RFC's own example does, and never choose another.</summary>
    [Fact]
    public async Task S2_2_a_secret_that_is_sent_must_be_its_own_and_stays_as_it_is()
    {
        var client = await _registrant.RegisterAsync(new { client_name = "Web", redirect_uris = new[] { Registrant.Callback } });
        var other = await _registrant.RegisterAsync(new { client_name = "Web", redirect_uris = new[] { Registrant.Callback } });
        var path = $"/register/{client["client_id"]}";
        foreach (var (secret, name) in new[] { ("of-my-choice", "A"), (other["client_secret"]!, "B"), (string.Empty, "C") })
        {
            (await PutAsync(secret, name)).Refused("invalid_client_metadata");
        }

        var id = client["client_id"];
        Assert.Equal("Web", (await _portal.ReadAsync(db => db.Clients.SingleAsync(c => c.Id == id))).Name);
        Assert.Equal("D", (await PutAsync(client["client_secret"]!, "D")).Ok()["client_name"]);
        var stored = await _portal.ReadAsync(db => db.ClientSecrets.SingleAsync(s => s.ClientId == id));
        Assert.True(Secrets.Matches(client["client_secret"]!, stored.Hash));

        Task<Answer> PutAsync(string secret, string name) => _registrant.SendAsync(
            HttpMethod.Put,
            path,
            JsonSerializer.Serialize(new
            {
                client_id = client["client_id"],
                client_secret = secret,
                client_name = name,
                redirect_uris = new[] { Registrant.Callback },
            }),
            client["registration_access_token"]);
    }

    [Fact]
    public async Task S2_3_it_deletes_itself_with_all_that_hangs_on_it()
    {
        var (path, token, _) = await RegisteredAsync();
        Assert.Equal(204, (await _registrant.SendAsync(HttpMethod.Delete, path, null, token)).Status);
        Assert.Equal(0, await _portal.ReadAsync(db => db.Clients.CountAsync()));
        (await _registrant.SendAsync(HttpMethod.Get, path, null, token)).Refused("invalid_token", 401);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task S2_a_wrong_token_and_an_unknown_client_are_told_the_same(string method)
    {
        var (path, _, _) = await RegisteredAsync();
        var (_, others, _) = await RegisteredAsync();
        string? body = method == "PUT" ? "{}" : null;
        List<Answer> answers = [];
        foreach (var (at, token) in new[] { (path, "wrong"), (path, others), (path, null), ("/register/unknown", others) })
        {
            answers.Add((await _registrant.SendAsync(new HttpMethod(method), at, body, token)).Refused("invalid_token", 401));
        }

        Assert.Single(answers.Select(a => a.Body).Distinct());
        Assert.Equal(2, await _portal.ReadAsync(db => db.Clients.CountAsync()));
    }

    [Fact]
    public async Task An_app_of_the_form_has_no_such_token()
    {
        await _portal.AddClientAsync("formed", new ClientMetadata { ClientName = "Formed" }, "secret-value");
        foreach (var token in new[] { "formed", string.Empty, "secret-value" })
        {
            (await _registrant.SendAsync(HttpMethod.Get, "/register/formed", null, token)).Refused("invalid_token", 401);
        }
    }

    [Theory]
    [InlineData("client_credentials", "notes.read notes.write")]
    [InlineData("client_credentials\",\"urn:ietf:params:oauth:grant-type:device_code", "notes.read")]
    public async Task An_approval_does_not_cover_what_is_added_later(string grants, string scope)
    {
        await using var portal = new Portal();
        await portal.AddScopeAsync("notes.read", "Read notes");
        await portal.AddScopeAsync("notes.write", "Write notes");
        using var registrant = new Registrant(portal);
        var client = await registrant.RegisterAsync(
            new { client_name = "Robot", grant_types = new[] { "client_credentials" }, scope = "notes.read" });
        var id = client["client_id"]!;
        var approvals = portal.Services.GetRequiredService<AuthPortal.Clients.AppApprovals>();
        var admin = await portal.AddUserAsync("root");
        Assert.False(await approvals.ApproveAsync(new(admin.Id, IsAdministrator: false), id, default));
        Assert.True(await portal.ReadAsync(db => db.Clients.AnyAsync(c => c.PendingSince != null)));
        Assert.True(await approvals.ApproveAsync(new(admin.Id, IsAdministrator: true), id, default));
        Assert.False(await portal.ReadAsync(db => db.Clients.AnyAsync(c => c.PendingSince != null)));
        var body = $"{{\"client_id\":\"{id}\",\"client_name\":\"Robot\",\"grant_types\":[\"{grants}\"],\"scope\":\"{scope}\"}}";
        (await registrant.SendAsync(HttpMethod.Put, "/register/" + id, body, client["registration_access_token"])).Ok();
        Assert.True(await portal.ReadAsync(db => db.Clients.AnyAsync(c => c.PendingSince != null)));
    }

    private async Task<(string Path, string Token, string Id)> RegisteredAsync()
    {
        var client = await _registrant.RegisterAsync(Registrant.Public);
        return ($"/register/{client["client_id"]}", client["registration_access_token"]!, client["client_id"]!);
    }
}
