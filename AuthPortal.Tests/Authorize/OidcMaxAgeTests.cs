using System.Globalization;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>OpenID Connect Core §3.1.2.1 max_age, and Registration §2 default_max_age.</summary>
public sealed class OidcMaxAgeTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Theory]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("0x10")]
    [InlineData("99999999999999999999")]
    public async Task What_is_no_number_of_seconds_is_invalid_request(string maxAge)
    {
        using var browser = await portal.SignedInAsync();
        await portal.IsRefusedAsync(await browser.GoAsync(Address(("max_age", maxAge))), "invalid_request");
    }

    [Fact]
    public async Task A_sign_in_that_is_too_old_is_asked_for_again_and_auth_time_is_the_new_one()
    {
        using var browser = await portal.SignedInAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(11));
        var login = await browser.GoAsync(Address(("client_id", Trusted), ("max_age", "10")));
        Assert.Equal("/login", login.Address.AbsolutePath);
        await browser.HasSignedInAsync("alice");
        var done = await browser.GoAsync($"/authorize?interaction={InteractionOf(login)}");
        var code = await portal.CodeAsync(done.Answer["code"]);
        Assert.Equal(portal.Clock.GetUtcNow(), code.AuthTime);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(5000, 10000)]
    public async Task A_recent_sign_in_is_enough(int age, int maxAge)
    {
        using var browser = await portal.SignedInAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(age));
        var visit = await browser.GoAsync(
            Address(("client_id", Trusted), ("max_age", maxAge.ToString(CultureInfo.InvariantCulture))));
        Assert.True(visit.Answer.ContainsKey("code"));
    }

    [Fact]
    public async Task Too_old_and_prompt_none_is_login_required()
    {
        using var browser = await portal.SignedInAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(11));
        var visit = await browser.GoAsync(Address(("prompt", "none"), ("max_age", "10")));
        await portal.IsRefusedAsync(visit, "login_required");
    }

    [Fact]
    public async Task The_registered_default_holds_and_a_request_may_say_otherwise()
    {
        using var browser = await portal.SignedInAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(61));
        var asked = await browser.GoAsync(Address(("client_id", OneMinute)));
        Assert.Equal("/login", asked.Address.AbsolutePath);
        var wider = await browser.GoAsync(Address(("client_id", OneMinute), ("max_age", "3600")));
        Assert.True(wider.Answer.ContainsKey("code"));
    }
}
