using AuthPortal.Tests.Fixtures;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>OpenID Connect Core §3.1.2.1 id_token_hint.</summary>
public sealed class OidcIdTokenHintTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Theory]
    [InlineData("none")]
    [InlineData(null)]
    public async Task The_right_person_is_answered_even_with_an_expired_hint(string? prompt)
    {
        using var browser = await portal.SignedInAsync();
        var hint = await IdTokenAsync(browser);
        portal.Clock.Advance(TimeSpan.FromHours(2));
        await browser.HasSignedInAsync("alice");
        var visit = await browser.GoAsync(
            Address(("client_id", Trusted), ("prompt", prompt), ("id_token_hint", hint)));
        Assert.True(visit.Answer.ContainsKey("code"));
    }

    [Fact]
    public async Task Somebody_else_and_prompt_none_is_login_required()
    {
        using var alice = await portal.SignedInAsync();
        var hint = await IdTokenAsync(alice);
        using var bob = await portal.SignedInAsync("bob");
        var before = await portal.CountCodesAsync();
        var address = Address(("client_id", Trusted), ("prompt", "none"), ("id_token_hint", hint));
        await IsRefusedAsync(await bob.GoAsync(address), "login_required", before);
        using var nobody = new Browser(portal);
        await IsRefusedAsync(await nobody.GoAsync(address), "login_required", before);
    }

    [Fact]
    public async Task Somebody_else_is_asked_to_sign_in_once_and_then_refused()
    {
        using var alice = await portal.SignedInAsync();
        var hint = await IdTokenAsync(alice);
        using var bob = await portal.SignedInAsync("bob");
        var before = await portal.CountCodesAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        var login = await bob.GoAsync(Address(("client_id", Trusted), ("id_token_hint", hint)));
        Assert.Equal("/login", login.Address.AbsolutePath);
        await bob.HasSignedInAsync("bob");
        var back = await bob.GoAsync($"/authorize?interaction={InteractionOf(login)}");
        await IsRefusedAsync(back, "login_required", before);
    }

    [Fact]
    public async Task A_hint_of_another_client_tells_it_nothing()
    {
        using var alice = await portal.SignedInAsync();
        var hint = await IdTokenAsync(alice);
        using var bob = await portal.SignedInAsync("bob");
        foreach (var browser in new[] { alice, bob })
        {
            await portal.IsRefusedAsync(
                await browser.GoAsync(Address(("prompt", "none"), ("id_token_hint", hint))), "invalid_request");
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.")]
    public async Task A_hint_that_is_not_ours_is_invalid_request(string hint)
    {
        using var browser = await portal.SignedInAsync();
        await portal.IsRefusedAsync(await browser.GoAsync(Address(("id_token_hint", hint))), "invalid_request");
    }

    private async Task IsRefusedAsync(Visit visit, string error, int codesBefore)
    {
        Assert.Equal(error, visit.Answer["error"]);
        Assert.False(visit.Answer.ContainsKey("code"));
        Assert.Equal(codesBefore, await portal.CountCodesAsync());
    }

    private async Task<string> IdTokenAsync(Browser browser)
    {
        var visit = await browser.GoAsync(Address(("client_id", Trusted)));
        return (await portal.TokensAsync(visit.Answer["code"])).GetProperty("id_token").GetString()!;
    }
}
