using AuthPortal.Tests.Fixtures;
using AuthPortal.Tokens;

namespace AuthPortal.Tests.Tokens;

public sealed class IdTokenHintTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData(null)]
    [InlineData("RS256")]
    public async Task An_ID_token_is_read_even_when_it_has_expired(string? algorithm)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { IdTokenSignedResponseAlg = algorithm });
        var idToken = (await app.TokensAsync()).GetProperty("id_token").GetString()!;
        portal.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(new IdTokenHint(app.User.Id, app.ClientId, "session-1"), Read(idToken));
    }

    [Fact]
    public async Task An_access_token_is_no_hint()
    {
        var app = await AppScene.CreateAsync(portal);
        Assert.Null(Read((await app.TokensAsync()).GetProperty("access_token").GetString()!));
    }

    [Fact]
    public async Task An_ID_token_of_another_server_or_with_a_changed_claim_is_no_hint()
    {
        await using var elsewhere = new Portal();
        var app = await AppScene.CreateAsync(elsewhere);
        var idToken = (await app.TokensAsync()).GetProperty("id_token").GetString()!;
        Assert.Null(Read(idToken));
        var own = (await (await AppScene.CreateAsync(portal)).TokensAsync()).GetProperty("id_token").GetString()!;
        Assert.NotNull(Read(own));
        Assert.Null(Read($"{own.Split('.')[0]}.{idToken.Split('.')[1]}.{own.Split('.')[2]}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("..")]
    [InlineData("a.b.c.d.e")]
    public void Anything_else_is_no_hint(string text) => Assert.Null(Read(text));

    private IdTokenHint? Read(string text) => portal.Services.GetRequiredService<IdTokenHints>().Read(text);
}
