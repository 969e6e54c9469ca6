using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Hosting;

/// <summary>The command line <c>keys</c>, run as a process beside a server that works on the same database.</summary>
public sealed class KeysCommandTests : IAsyncLifetime
{
    private const string Machine = "machine";
    private const string Secret = "a-machine-secret";

    private readonly RealTimePortal _portal = new();
    private HttpClient _http = null!;
    private StartedPortal _command = null!;

    public async Task InitializeAsync()
    {
        await _portal.AddScopeAsync("notes.read", "Read");
        await _portal.AddClientAsync(
            Machine,
            new ClientMetadata { GrantTypes = ["client_credentials"], ResponseTypes = [], Scope = "notes.read" },
            Secret);
        _http = _portal.NewClient();
        _command = new StartedPortal
        {
            Database = Path.Combine(_portal.Folder, "authportal.db"),
            Settings = { ["OAuth__Issuer"] = Portal.Issuer },
        };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        _command.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Keys_lists_what_the_server_publishes_and_changes_nothing()
    {
        var published = await PublishedAsync();
        Assert.Equal(published, await RunAsync());
        Assert.Equal(published, await PublishedAsync());
    }

    [Fact]
    public async Task Rotate_publishes_successors_and_the_old_keys_sign_on_meanwhile()
    {
        var before = await PublishedAsync();
        var listed = await RunAsync("rotate");
        Assert.Superset(before, listed);
        Assert.Equal(2 * before.Count, listed.Count);
        await UntilPublishedAsync(listed);
        Assert.Contains(new JsonWebToken(await TokenAsync()).Kid, before);
    }

    [Fact]
    public async Task Rotate_emergency_replaces_them_and_a_running_server_refuses_what_they_signed()
    {
        var before = await PublishedAsync();
        var token = await TokenAsync();
        Assert.True(await IsActiveAsync(token));
        var listed = await RunAsync("rotate", "--emergency");
        Assert.Empty(before.Intersect(listed));
        Assert.Equal(before.Count, listed.Count);
        await UntilPublishedAsync(listed);
        Assert.False(await IsActiveAsync(token));
        Assert.True(await IsActiveAsync(await TokenAsync()));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("Rotate")]
    [InlineData("rotate", "--emergencies")]
    [InlineData("rotate", "--emergency", "now")]
    public async Task What_it_does_not_know_it_refuses_before_it_touches_anything(params string[] args)
    {
        using var alone = new StartedPortal();
        var (exitCode, _, errors) = await alone.CommandAsync(["keys", .. args]);
        Assert.Equal(1, exitCode);
        Assert.Equal(
            "AuthPortal did not start. The keys command knows: keys, keys rotate, keys rotate --emergency.\n",
            errors.ReplaceLineEndings("\n"));
        Assert.Empty(Directory.GetFileSystemEntries(alone.Folder));
    }

    /// <summary>The key ids that it prints, each with its algorithm and its times.</summary>
    private async Task<HashSet<string>> RunAsync(params string[] args)
    {
        var (exitCode, output, errors) = await _command.CommandAsync(["keys", .. args]);
        Assert.True(exitCode == 0, errors);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains("  signs from ", StringComparison.Ordinal)).ToList();
        Assert.All(lines, line => Assert.Matches(
            @"^(ES|RS|PS)256  [\w-]+  signs from \d{4}-\d\d-\d\d [\d:]+Z until (its successor|\d{4}-\d\d-\d\d [\d:]+Z)\r?$",
            line));
        return [.. lines.Select(line => line.Split("  ")[1])];
    }

    private async Task UntilPublishedAsync(HashSet<string> expected)
    {
        for (var i = 0; i < 600 && !expected.SetEquals(await PublishedAsync()); i++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(expected, await PublishedAsync());
    }

    private async Task<HashSet<string>> PublishedAsync()
    {
        using var set = JsonDocument.Parse(await _http.GetStringAsync("/.well-known/jwks.json"));
        return [.. set.RootElement.GetProperty("keys").EnumerateArray().Select(k => k.GetProperty("kid").GetString()!)];
    }

    private async Task<string> TokenAsync()
        => (await PostAsync("/token", ("grant_type", "client_credentials"))).Ok()["access_token"]!;

    private async Task<bool> IsActiveAsync(string token)
        => (await PostAsync("/introspect", ("token", token))).Ok()["active"] == "True";

    private async Task<Answer> PostAsync(string path, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        request.Headers.Authorization = AppScene.Basic(Machine, Secret);
        return await Answer.OfAsync(await _http.SendAsync(request));
    }

    /// <summary>The command is another process, and its clock the machine's.</summary>
    private sealed class RealTimePortal : Portal
    {
        protected override void UseClock(IServiceCollection services)
        {
        }
    }
}
