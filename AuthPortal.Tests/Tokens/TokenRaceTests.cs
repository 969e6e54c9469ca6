using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

/// <summary>Races over sockets, on a real server.</summary>
public class TokenRaceTests : IAsyncLifetime
{
    private const int Parallel = 20;

    private readonly Portal _portal;
    private readonly int _rounds;
    private HttpClient _http = null!;

    public TokenRaceTests()
        : this(new Portal(), rounds: 200)
    {
    }

    protected TokenRaceTests(Portal portal, int rounds) => (_portal, _rounds) = (portal, rounds);

    public Task InitializeAsync()
    {
        _portal.Settings["OAuth:Issuer"] = "http://127.0.0.1:5080";
        _portal.UseKestrel(0);
        _portal.StartServer();
        _http = _portal.CreateClient();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Of_parallel_redemptions_of_one_code_exactly_one_succeeds()
    {
        var app = await SceneAsync();
        for (var round = 0; round < _rounds; round++)
        {
            var code = await app.CodeAsync();
            var answers = await AtOnceAsync(_ => app.RedeemAsync(code));
            var won = Assert.Single(answers, answer => answer.Status == 200);
            Assert.All(answers.Where(answer => answer != won), answer => answer.Refused("invalid_grant"));

            // The losers replayed the code, so what the winner got is dead (RFC 6749 §4.1.2).
            Assert.Equal(0, await app.FamiliesAsync());
            (await app.RefreshAsync(won["refresh_token"]!)).Refused("invalid_grant");
        }
    }

    [Fact]
    public async Task Parallel_uses_of_one_refresh_token_never_give_two_successors()
    {
        var app = await SceneAsync();
        var tokens = await app.TokensAsync();
        var current = tokens.GetProperty("refresh_token").GetString()!;
        for (var round = 0; round < _rounds; round++)
        {
            var answers = await AtOnceAsync(_ => app.RefreshAsync(current));
            Assert.All(answers, answer => answer.Ok());
            var successor = Assert.Single(answers.Select(answer => answer["refresh_token"]).Distinct());
            Assert.NotEqual(current, successor);
            current = successor!;
        }

        Assert.Equal(_rounds + 1, await app.RefreshTokensAsync());
    }

    [Fact]
    public async Task A_revocation_that_races_a_refresh_leaves_nothing_alive()
    {
        var app = await SceneAsync();
        for (var round = 0; round < _rounds; round++)
        {
            var tokens = await app.TokensAsync();
            var token = tokens.GetProperty("refresh_token").GetString()!;
            var answers = await AtOnceAsync(i => i % 4 == 0
                ? app.PostAsync("/revoke", ("token", token))
                : app.RefreshAsync(token));
            Assert.Equal(0, await app.FamiliesAsync());
            Assert.Equal(0, await app.RefreshTokensAsync());
            foreach (var got in answers.Where(answer => answer.Status == 200 && answer["refresh_token"] is not null))
            {
                (await app.RefreshAsync(got["refresh_token"]!)).Refused("invalid_grant");
                Assert.Equal(401, (await app.UserInfoAsync(got["access_token"]!)).Status);
            }
        }
    }

    [Fact]
    public async Task A_revoked_grant_that_races_a_redemption_leaves_nothing_alive()
    {
        for (var round = 0; round < Math.Min(_rounds, Parallel); round++)
        {
            var app = await SceneAsync();
            var code = await app.CodeAsync();
            var answers = await AtOnceAsync(async i =>
            {
                if (i != Parallel / 2)
                {
                    return await app.RedeemAsync(code);
                }

                await _portal.WriteAsync(db => db.Grants.Where(g => g.Id == app.GrantId).ExecuteDeleteAsync());
                return null;
            });
            Assert.All(answers.OfType<Answer>(), answer => Assert.True(answer.Status is 200 or 400, answer.Body));
            Assert.Equal(0, await app.FamiliesAsync());
        }
    }

    private async Task<AppScene> SceneAsync() => await AppScene.CreateAsync(_portal) with { Http = _http };

    private static Task<T[]> AtOnceAsync<T>(Func<int, Task<T>> call)
        => Task.WhenAll(Enumerable.Range(0, Parallel).Select(i => Task.Run(() => call(i))));
}
