using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Tokens;

public sealed class SigningKeyRotationTests : IAsyncLifetime
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);

    private readonly Portal _portal = new();
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _client = _portal.NewClient();
        await _portal.AddClientAsync(
            "machine",
            new ClientMetadata { GrantTypes = ["client_credentials"], ResponseTypes = [], Scope = "notes.read" },
            "a-secret");
        await _portal.AddScopeAsync("notes.read", "Read");
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task The_next_key_is_published_two_days_before_it_signs()
    {
        var before = await KeysAsync();
        var signing = await SignerAsync();
        Pass(Life - TimeSpan.FromDays(2));
        await KeepAsync();
        var announced = await KeysAsync();
        Assert.Equal(before.Count * 2, announced.Count);
        Assert.Equal(signing, await SignerAsync());
        Pass(TimeSpan.FromDays(2));
        var next = await SignerAsync();
        Assert.NotEqual(signing, next);
        Assert.Contains(next, announced);
        Assert.DoesNotContain(next, before);
    }

    [Fact]
    public async Task A_retired_key_is_published_while_what_it_signed_may_live_and_then_goes()
    {
        var first = await SignerAsync();
        Pass(Life - TimeSpan.FromDays(2));
        await KeepAsync();
        Pass(TimeSpan.FromDays(2) + TimeSpan.FromSeconds(864_000 - 1));
        await KeepAsync();
        Assert.Contains(first, await KeysAsync());
        _portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await KeepAsync();
        Assert.DoesNotContain(first, await KeysAsync());
    }

    [Fact]
    public async Task A_token_of_the_last_key_is_good_after_the_change()
    {
        Pass(Life - TimeSpan.FromDays(2));
        await KeepAsync();
        Pass(TimeSpan.FromDays(2) - TimeSpan.FromSeconds(1));
        var token = await TokenAsync();
        Pass(TimeSpan.FromSeconds(2));
        Assert.NotEqual(Kid(token), await SignerAsync());
        Assert.True(await IsActiveAsync(token));
    }

    [Fact]
    public async Task By_command_the_next_keys_sign_when_every_cached_key_set_is_stale()
    {
        var first = await SignerAsync();
        await Rotation.RotateAsync(CancellationToken.None);
        Assert.Equal(first, await SignerAsync());
        Pass(SigningKeyRotation.ShortestNotice);
        Assert.NotEqual(first, await SignerAsync());
        Assert.Contains(first, await KeysAsync());
    }

    [Fact]
    public async Task A_command_overtakes_a_key_that_was_announced()
    {
        Pass(Life - TimeSpan.FromDays(2));
        await KeepAsync();
        var known = await KeysAsync();
        await Rotation.RotateAsync(CancellationToken.None);
        Pass(TimeSpan.FromDays(3));
        Assert.DoesNotContain(await SignerAsync(), known);
    }

    [Fact]
    public async Task In_an_emergency_nothing_that_the_old_keys_signed_is_believed()
    {
        var token = await TokenAsync();
        var first = await KeysAsync();
        await Rotation.ReplaceAsync(CancellationToken.None);
        Assert.False(await IsActiveAsync(token));
        Assert.Empty(first.Intersect(await KeysAsync(), StringComparer.Ordinal));
        Assert.True(await IsActiveAsync(await TokenAsync()));
    }

    [Fact]
    public async Task A_node_follows_what_another_one_did_within_a_second()
    {
        var first = await SignerAsync();
        await using var other = ActivatorUtilities.CreateInstance<Other>(_portal.Services);
        await other.Rotation.ReplaceAsync(CancellationToken.None);
        for (var i = 0; i < 200 && await SignerAsync() == first; i++)
        {
            _portal.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20);
        }

        Assert.Equal(other.Ring.For("ES256").Key.KeyId, await SignerAsync());
    }

    [Fact]
    public async Task Nodes_that_rotate_at_once_make_one_successor()
    {
        Pass(Life - TimeSpan.FromDays(2));
        var nodes = Enumerable.Range(0, 4).Select(_ => ActivatorUtilities.CreateInstance<Other>(_portal.Services)).ToList();
        await Task.WhenAll(nodes.Select(n => Task.Run(() => n.Rotation.KeepAsync(CancellationToken.None))));
        var rows = await _portal.ReadAsync(db => db.SigningKeys.AsNoTracking().ToListAsync());
        Assert.All(rows.GroupBy(r => r.Algorithm), g => Assert.Equal(2, g.Count()));
        Assert.All(rows.GroupBy(r => r.Algorithm), g => Assert.Single(g, r => r.RetiredAt is null));
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task A_client_gets_the_algorithm_that_it_asks_for(string algorithm)
    {
        await _portal.AddClientAsync(
            "picky",
            new ClientMetadata
            {
                GrantTypes = ["client_credentials"],
                ResponseTypes = [],
                Scope = "notes.read",
                AccessTokenSignedResponseAlg = algorithm,
            },
            "a-secret");
        var token = await TokenAsync("picky");
        Assert.Equal(algorithm, new JsonWebToken(token).Alg);
        Assert.True(await IsActiveAsync(token, "picky"));
    }

    private SigningKeyRotation Rotation => _portal.Services.GetRequiredService<SigningKeyRotation>();

    private Task KeepAsync() => Rotation.KeepAsync(CancellationToken.None);

    private async Task<List<string>> KeysAsync()
    {
        using var set = JsonDocument.Parse(await _client.GetStringAsync("/.well-known/jwks.json"));
        return [.. set.RootElement.GetProperty("keys").EnumerateArray().Select(k => k.GetProperty("kid").GetString()!)];
    }

    private async Task<string> SignerAsync() => Kid(await TokenAsync());

    private static string Kid(string token) => new JsonWebToken(token).Kid;

    private async Task<string> TokenAsync(string clientId = "machine")
    {
        var answer = await _client.PostAsync("/token", Form(clientId, ("grant_type", "client_credentials")));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("access_token").GetString()!;
    }

    private async Task<bool> IsActiveAsync(string token, string clientId = "machine")
    {
        var answer = await _client.PostAsync("/introspect", Form(clientId, ("token", token)));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("active").GetBoolean();
    }

    private static FormUrlEncodedContent Form(string clientId, params (string Key, string Value)[] fields)
        => new([
            .. fields.Select(f => KeyValuePair.Create(f.Key, f.Value)),
            KeyValuePair.Create("client_id", clientId),
            KeyValuePair.Create("client_secret", "a-secret"),
        ]);

    /// <summary>Another node on the same database.</summary>
    /// <summary>Without a tick of any timer: months of them would take minutes, and no test here is about one.</summary>
    private void Pass(TimeSpan time) => _portal.Clock.AdjustTime(_portal.Clock.GetUtcNow() + time);

    private sealed class Other : IAsyncDisposable
    {
        public Other(IServiceProvider services)
        {
            Ring = new SigningKeyRing(services.GetRequiredService<TimeProvider>());
            var store = ActivatorUtilities.CreateInstance<SigningKeyStore>(services, Ring);
            Rotation = ActivatorUtilities.CreateInstance<SigningKeyRotation>(services, store);
        }

        public SigningKeyRing Ring { get; }

        public SigningKeyRotation Rotation { get; }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
