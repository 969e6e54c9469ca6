using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Hosting;
using AuthPortal.Tests.Tokens;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Postgres;

/// <summary>The command line <c>move-to-postgres</c>, run as a process; what an app and a person had works afterwards.</summary>
public sealed class MoveTests : IAsyncLifetime
{
    private readonly PostgresServer _server = new();
    private readonly Portal _before = new();
    private string _connection = string.Empty;

    private string Database => Path.Combine(_before.Folder, "authportal.db");

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _connection = await _server.NewDatabaseAsync();
    }

    public async Task DisposeAsync()
    {
        await _before.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Everything_is_carried_over_even_when_it_is_cut_off_in_between_and_never_twice()
    {
        var scene = await AppScene.CreateAsync(_before);
        var tokens = await scene.TokensAsync();
        await scene.PostAsync("/revoke", ("token", (await scene.TokensAsync()).GetProperty("access_token").GetString()));
        var events = await _before.ReadAsync(db => db.AuditEvents.CountAsync());

        // PostgreSQL stores no NUL in a text: the table is named, and those before it stay where they have arrived.
        await AskAsync("UPDATE AuditEvents SET UserAgent = 'a' || char(0) || 'b' WHERE Id = (SELECT MAX(Id) FROM AuditEvents)");
        var (exitCode, _, errors) = await MoveAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains("AuditEvents was not moved", errors, StringComparison.Ordinal);
        await AskAsync("UPDATE AuditEvents SET UserAgent = 'ab' WHERE Id = (SELECT MAX(Id) FROM AuditEvents)");
        (exitCode, var said, errors) = await MoveAsync();
        Assert.True(exitCode == 0, errors);
        Assert.Contains("every count agrees", said, StringComparison.Ordinal);

        (exitCode, _, errors) = await MoveAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains("nothing is overwritten", errors, StringComparison.Ordinal);
        (exitCode, said, errors) = await RunAsync("keys");
        Assert.True(exitCode == 0, errors);
        Assert.Contains("ES256", said, StringComparison.Ordinal);
        await WorksAsync(scene, tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("refresh_token").GetString()!, events);
    }

    [Fact]
    public async Task Without_its_keys_or_beside_a_writer_nothing_is_moved()
    {
        await _before.AddUserAsync("erin");
        await using (var writer = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            await writer.OpenAsync();
            await using var transaction = await writer.BeginTransactionAsync();
            Assert.Contains("stop the server", (await MoveAsync()).Errors, StringComparison.Ordinal);
        }

        Directory.Move(Path.Combine(_before.Folder, "keys"), Path.Combine(_before.Folder, "elsewhere"));
        Assert.Contains("There are no keys", (await MoveAsync()).Errors, StringComparison.Ordinal);
    }

    private async Task WorksAsync(AppScene scene, string access, string refresh, int events)
    {
        await using var after = new Portal();
        after.Clock.SetUtcNow(_before.Clock.GetUtcNow());
        foreach (var (key, value) in _server.SettingsOf(_connection))
        {
            after.Settings[key] = value;
        }

        Assert.Equal(events, await after.ReadAsync(db => db.AuditEvents.CountAsync()));
        var there = scene with { Portal = after, Http = after.NewClient() };
        Assert.Equal(200, (await there.UserInfoAsync(access)).Status);
        var refreshed = (await there.RefreshAsync(refresh)).Ok();
        Assert.Equal(200, (await there.UserInfoAsync(refreshed["access_token"]!)).Status);
        using var browser = new Browser(after);
        await browser.SignInAsync(scene.User.UserName!);
    }

    private Task<(int ExitCode, string Output, string Errors)> MoveAsync() => RunAsync("move-to-postgres", Database);

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var command = new StartedPortal { LogsTraces = true };
        command.Settings["OAuth__Issuer"] = Portal.Issuer;
        foreach (var (key, value) in _server.SettingsOf(_connection))
        {
            command.Settings[key.Replace(":", "__", StringComparison.Ordinal)] = value!;
        }

        return await command.CommandAsync(args);
    }

    private async Task AskAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The literals above.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
