using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Registration;
using AuthPortal.Tests.Tokens;
using Microsoft.AspNetCore.WebUtilities;
using static AuthPortal.Tests.Security.AttackPortal;

namespace AuthPortal.Tests.Security;

/// <summary>RFC 9700 §4.1, §4.2, §4.3, §4.11 and §4.12: where a browser is sent, and what its address tells.</summary>
public sealed class Rfc9700RedirectTests(AttackPortal portal) : IClassFixture<AttackPortal>
{
    [Theory]
    [InlineData("https://evil.example.test/.honest.example.test/cb")]
    [InlineData("https://honest.example.test.evil.example.test/cb")]
    [InlineData("https://honest.example.test@evil.example.test/cb")]
    [InlineData("https://evil.honest.example.test/cb")]
    [InlineData("https://honest.example.test/cb?next=https%3A%2F%2Fevil.example.test")]
    [InlineData("https://honest.example.test/cb/../redirect?to=https://evil.example.test")]
    [InlineData(EvilCallback)]
    public async Task Section_4_1_1_a_code_is_never_sent_to_an_address_that_only_looks_registered(string address)
    {
        using var victim = await portal.BrowserOfAsync();
        foreach (var client in new[] { Honest, Spa, Old })
        {
            await portal.ChangesNothingAsync(async () =>
                IsShown(await victim.GoAsync(Address(client, ("redirect_uri", address)))));
        }
    }

    [Fact]
    public async Task Section_4_1_2_no_token_is_put_where_an_open_redirector_would_carry_it_on()
    {
        using var victim = await portal.BrowserOfAsync();
        foreach (var type in new[] { "token", "id_token token", "code token", "code id_token token" })
        {
            await portal.ChangesNothingAsync(async () =>
            {
                var visit = await victim.GoAsync(Address(Honest, ("response_type", type)));
                Assert.DoesNotContain("token=", visit.LeftFor, StringComparison.Ordinal);
                Assert.Contains("error=unsupported_response_type", visit.LeftFor, StringComparison.Ordinal);
            });
        }
    }

    [Theory]
    [InlineData("https://*.example.test/cb")]
    [InlineData("https://honest.example.test/*")]
    [InlineData("https://honest.example.test/cb#fragment")]
    [InlineData("http://honest.example.test/cb")]
    public async Task Section_4_1_3_no_pattern_can_be_registered(string address)
    {
        using var attacker = new Registrant(portal);
        await portal.ChangesNothingAsync(async () => (await attacker.RegisterAsync(new
        {
            client_name = "Wide",
            redirect_uris = new[] { address },
            token_endpoint_auth_method = "none",
        })).Refused("invalid_redirect_uri"));
    }

    [Fact]
    public async Task Section_4_2_1_no_page_under_a_request_tells_its_address_to_another_host()
    {
        using var victim = await portal.BrowserOfAsync();
        using var nobody = new Browser(portal);
        Visit[] pages = [await nobody.GoAsync(Address()), await victim.GoAsync(Address(Evil))];
        Assert.All(pages, visit =>
        {
            Assert.Contains("interaction=", visit.Address.Query, StringComparison.Ordinal);
            Assert.Contains(
                Assert.Single(visit.Response.Headers.GetValues("Referrer-Policy")), new[] { "same-origin", "no-referrer" });
            Assert.All(
                visit.Page!.QuerySelectorAll("[src], link[href]"),
                element => Assert.DoesNotContain(
                    "//", element.GetAttribute("src") ?? element.GetAttribute("href"), StringComparison.Ordinal));
        });
        using var answer = await victim.Http.GetAsync(Address());
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task Section_4_2_4_a_code_seen_in_a_referrer_after_its_use_is_worth_nothing_and_ends_what_it_gave()
    {
        var code = await portal.CodeAsync(client: Spa);
        var tokens = (await portal.RedeemAsync(code, Spa)).Ok();
        (await portal.RedeemAsync(code, Spa, AttackersVerifier)).Refused("invalid_grant");
        (await portal.RefreshAsync(tokens["refresh_token"]!, Spa)).Refused("invalid_grant");
        (await portal.UserInfoAsync(tokens["access_token"]!)).Refused("invalid_token", 401);
    }

    [Fact]
    public async Task Section_4_3_1_a_code_in_the_browsers_history_is_soon_worth_nothing_and_a_posted_one_is_not_there()
    {
        var code = await portal.CodeAsync(client: Spa);
        portal.Clock.Advance(TimeSpan.FromSeconds(61));
        await portal.ChangesNothingAsync(async () => (await portal.RedeemAsync(code, Spa)).Refused("invalid_grant"));

        using var victim = await portal.BrowserOfAsync();
        var visit = await victim.GoAsync(Address(Honest, ("response_mode", "form_post")));
        Assert.Null(visit.LeftFor);
        var form = Assert.Single(visit.Page!.QuerySelectorAll<IHtmlFormElement>("form#answer"));
        var posted = form.QuerySelector<IHtmlInputElement>("input[name=code]")!.Value;
        Assert.DoesNotContain(posted, visit.Address.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(posted, form.GetAttribute("action"), StringComparison.Ordinal);
        Assert.True(visit.Response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Section_4_3_2_an_access_token_is_neither_given_nor_taken_in_an_address()
    {
        var token = (await portal.RedeemAsync(await portal.CodeAsync())).Ok()["access_token"]!;
        using var http = portal.NewClient();
        var answer = await Answer.OfAsync(await http.GetAsync("/userinfo?access_token=" + token));
        Assert.Equal(401, answer.Status);
        Assert.Null(answer["sub"]);
        await using var legacy = new Portal { Settings = { ["OAuth:LegacyGrants"] = "true" } };
        await legacy.AddUserAsync(Victim);
        await legacy.AddClientAsync(Honest, new()
        {
            RedirectUris = [Callback],
            GrantTypes = ["implicit"],
            ResponseTypes = ["token", "id_token token"],
            Scope = "openid",
            SkipConsent = true,
        });
        using var browser = new Browser(legacy);
        await browser.HasSignedInAsync(Victim);
        var before = await Rows.CountAsync(legacy);
        var visit = await browser.GoAsync(Address(Honest, ("response_type", "id_token token"), ("response_mode", "query"), ("scope", "openid")));
        Assert.Contains("error=invalid_request", visit.LeftFor, StringComparison.Ordinal);
        Assert.DoesNotContain("token=", visit.LeftFor, StringComparison.Ordinal);
        Assert.Equal(before, await Rows.CountAsync(legacy));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "scope", "unheard.of" }, { "response_type", "none" }, { "code_challenge_method", "plain" },
        { "prompt", "none login" }, { "max_age", "-1" }, { "claims", "{" }, { "resource", "#" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Section_4_11_2_a_strangers_app_gets_no_link_of_ours_that_leads_to_its_page_at_once(string name, string value)
    {
        using var victim = new Browser(portal);
        await portal.ChangesNothingAsync(async () =>
        {
            var visit = await victim.GoAsync(Address(Evil, (name, value)));
            Assert.Equal((null, "/login"), (visit.LeftFor, visit.Address.AbsolutePath));
            using var form = new FormUrlEncodedContent(
                [new("client_id", Evil), new("redirect_uri", EvilCallback), new("response_type", "code"), new("scope", "unheard.of")]);
            using var posted = await victim.Http.PostAsync("/authorize", form);
            Assert.Equal((HttpStatusCode.BadRequest, null), (posted.StatusCode, posted.Headers.Location));
        });

        // Who has signed in is known, and the app hears what was wrong with its request.
        var login = await victim.GoAsync(Address(Evil, (name, value)));
        var done = await victim.SubmitAsync(login, ("Input.UserName", Victim), ("Input.Password", Seed.Password));
        Assert.StartsWith(EvilCallback + "?error=", done.LeftFor, StringComparison.Ordinal);
        Assert.Equal("of-the-victims-browser", done.Answer["state"]);
    }

    [Fact]
    public async Task Section_4_11_2_no_address_that_nobody_registered_is_led_to_by_any_endpoint()
    {
        using var victim = await portal.BrowserOfAsync();
        foreach (var address in new[]
        {
            Address(Honest, ("redirect_uri", EvilCallback), ("scope", "unheard.of")),
            Address("nobody", ("redirect_uri", EvilCallback)),
            Address(Honest, ("redirect_uri", EvilCallback), ("prompt", "none")),
            $"/logout?client_id={Honest}&post_logout_redirect_uri={Uri.EscapeDataString(EvilCallback)}",
            "/login?returnUrl=" + Uri.EscapeDataString(EvilCallback),
            "/login?returnUrl=//evil.example.test",
            "/signed-out?returnUrl=" + Uri.EscapeDataString(EvilCallback),
        })
        {
            var visit = await victim.GoAsync(address);
            Assert.True(visit.LeftFor is null, $"{address} leads to {visit.LeftFor}");
        }
    }

    [Fact]
    public async Task Section_4_12_a_password_is_never_posted_on_to_the_app()
    {
        using var person = new Browser(portal);
        var login = await person.GoAsync(Address(Evil));
        var next = await PostedAsync(person, login, ("Input.UserName", Victim), ("Input.Password", Seed.Password));
        var consent = await person.GoAsync(next);
        next = await PostedAsync(person, consent, ("decision", "deny"));
        next = await NotRepeatedAsync(await person.Http.GetAsync(next));
        Assert.StartsWith(EvilCallback + "?error=access_denied", next, StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(new Uri(new Uri(Portal.Issuer), Address()).Query);
        using var request = new FormUrlEncodedContent(query.Select(p => KeyValuePair.Create(p.Key, p.Value.ToString())));
        next = await NotRepeatedAsync(await person.Http.PostAsync("/authorize", request));
        Assert.StartsWith(Callback + "?code=", next, StringComparison.Ordinal);
    }

    /// <summary>Presses the button of a page and does not follow.</summary>
    private static async Task<string> PostedAsync(Browser person, Visit page, params (string Name, string Value)[] filled)
    {
        var hidden = page.Page!.QuerySelectorAll<IHtmlInputElement>("main form input[type='hidden']")
            .DistinctBy(i => i.Name).Select(i => KeyValuePair.Create(i.Name!, i.Value));
        using var form = new FormUrlEncodedContent(hidden.Concat(filled.Select(f => KeyValuePair.Create(f.Name, f.Value))));
        return await NotRepeatedAsync(await person.Http.PostAsync(page.Address, form));
    }

    /// <summary>303 and 302 make a GET of it; 307 and 308 would send the body again.</summary>
    private static async Task<string> NotRepeatedAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.True(
                answer.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.Found,
                $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            return answer.Headers.Location!.OriginalString;
        }
    }
}
