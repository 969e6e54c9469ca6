using System.Globalization;
using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Accounts;
using AuthPortal.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>OpenID Connect Core §3.1.2.1 (acr_values, max_age) and §5.5.1.1: as sure as the app wants to be.</summary>
public sealed class StepUpTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    [Fact]
    public async Task An_app_that_wishes_for_two_factors_gets_them_and_the_tokens_say_so()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "stepper");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("stepper");
        var signedInAt = portal.Clock.GetUtcNow();
        portal.Clock.Advance(TimeSpan.FromMinutes(2));

        var page = await browser.GoAsync(Address(("client_id", Trusted), ("acr_values", AuthenticationContext.MultiFactor)));
        Assert.Equal("/login/verify", page.Address.AbsolutePath);
        Assert.Contains("wants to be surer", page.Text, StringComparison.Ordinal);
        var wrong = await browser.SubmitAsync(page, ("Input.Code", phone.WrongCode()));
        Assert.Null(wrong.LeftFor);
        var done = await browser.SubmitAsync(wrong, ("Input.Code", phone.Code()));

        var token = await IdTokenAsync(done);
        Assert.Equal(AuthenticationContext.MultiFactor, token.GetClaim("acr").Value);
        Assert.Equal(["pwd", "otp", "mfa"], token.Claims.Where(c => c.Type == "amr").Select(c => c.Value));
        Assert.Equal(signedInAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), token.GetClaim("auth_time").Value);
    }

    [Fact]
    public async Task Without_a_second_factor_a_wish_is_left_and_a_demand_refused()
    {
        await portal.AddUserAsync("plain");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("plain");
        var wish = await browser.GoAsync(Address(("client_id", Trusted), ("acr_values", AuthenticationContext.MultiFactor)));
        Assert.Equal(AuthenticationContext.Password, (await IdTokenAsync(wish)).GetClaim("acr").Value);

        var before = await Rows.CountAsync(portal);
        var demand = await browser.GoAsync(Address(
            ("client_id", Trusted),
            ("claims", $$$$"""{"id_token":{"acr":{"essential":true,"value":"{{{{AuthenticationContext.MultiFactor}}}}"}}}""")));
        Assert.Equal("unmet_authentication_requirements", demand.Answer["error"]);
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    [Fact]
    public async Task Going_back_to_the_app_without_the_second_step_gives_nothing()
    {
        await Phone.OfNewPersonAsync(portal, "skipper");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("skipper");
        var page = await browser.GoAsync(Address(("client_id", Trusted), ("acr_values", AuthenticationContext.MultiFactor)));
        var again = await browser.GoAsync("/authorize?interaction=" + InteractionOf(page));
        Assert.Equal(("/login/verify", null), (again.Address.AbsolutePath, again.LeftFor));
    }

    [Fact]
    public async Task A_code_is_no_new_sign_in_for_an_app_that_wants_one()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "tired");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("tired");
        portal.Clock.Advance(TimeSpan.FromMinutes(5));
        var login = await browser.GoAsync(Address(("client_id", Trusted), ("max_age", "60")));
        Assert.Equal("/login", login.Address.AbsolutePath);

        // Straight to the page of the second step, which raises the session and makes it no newer.
        var id = InteractionOf(login);
        var raised = await browser.SubmitAsync(
            await browser.GoAsync("/login/verify?interaction=" + id), ("Input.Code", phone.Code()));

        Assert.Equal(("/login", null), (raised.Address.AbsolutePath, raised.LeftFor));
    }

    [Fact]
    public async Task A_trusted_browser_is_not_two_factors_to_an_app()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "lazy");
        using var browser = new Browser(portal);
        await browser.Http.SignInAsync("lazy");
        await browser.Http.PostFormAsync("/login/verify", ("Input.Code", phone.NextCode()), ("Input.Trust", "true"));
        var page = await browser.GoAsync(Address(
            ("client_id", Trusted), ("prompt", "login"), ("acr_values", AuthenticationContext.MultiFactor)));
        var signedIn = await browser.SubmitAsync(
            page, ("Input.UserName", "lazy"), ("Input.Password", Seed.Password));
        Assert.Equal(("/login/verify", null), (signedIn.Address.AbsolutePath, signedIn.LeftFor));
    }

    private async Task<JsonWebToken> IdTokenAsync(Visit done)
    {
        Assert.StartsWith(Callback, done.LeftFor, StringComparison.Ordinal);
        using var app = portal.NewClient();
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("code", done.Answer["code"]), new("redirect_uri", Callback),
            new("code_verifier", Verifier), new("client_id", Trusted), new("client_secret", "secret-value"),
        ]);
        var answer = await app.PostAsync("/token", form);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return new JsonWebToken(body.RootElement.GetProperty("id_token").GetString());
    }
}
