using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Registration;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using static AuthPortal.Tests.Security.AttackPortal;

namespace AuthPortal.Tests.Security;

/// <summary>RFC 9700 §4.15 to §4.17, and the counterfeit client of RFC 6819 §4.4.1.4: who is mistaken for whom.</summary>
public sealed class Rfc9700PageTests(AttackPortal portal) : IClassFixture<AttackPortal>
{
    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task Section_4_15_a_client_that_is_called_like_a_person_is_not_taken_for_that_person(string format)
    {
        // The worst case: somebody got the victim's identifier as client_id.
        var victim = await portal.AddUserAsync("named-" + format);
        await portal.AddClientAsync(
            victim.Id,
            new() { GrantTypes = ["client_credentials"], ResponseTypes = [], Scope = "openid profile notes.read", AccessTokenFormat = format },
            Secret);
        await portal.ChangesNothingAsync(async () => (await portal.TokenAsync(
            victim.Id, ("grant_type", "client_credentials"), ("scope", "openid notes.read"))).Refused("invalid_scope"));
        var token = (await portal.TokenAsync(victim.Id, ("grant_type", "client_credentials"))).Ok()["access_token"]!;
        var answer = await portal.UserInfoAsync(token);
        Assert.True(answer.Status is 401 or 403, answer.Body);
        Assert.Null(answer["sub"]);
        var told = (await portal.PostAsync("/introspect", victim.Id, ("token", token))).Ok();
        Assert.Equal(told["client_id"], told["sub"]);
        Assert.Null(told["auth_time"]);
        if (format == "jwt")
        {
            var claims = new JsonWebToken(token).Claims.Select(c => c.Type).ToList();
            Assert.DoesNotContain("auth_time", claims);
            Assert.DoesNotContain("sid", claims);
        }
    }

    [Fact]
    public async Task Section_4_15_nobody_chooses_the_name_that_they_register_under()
    {
        var victim = await portal.ReadAsync(db => db.Users.SingleAsync(u => u.UserName == Victim));
        using var attacker = new Registrant(portal);
        var client = await attacker.RegisterAsync(new
        {
            client_id = victim.Id,
            sub = victim.Id,
            client_name = "Victim",
            redirect_uris = new[] { EvilCallback },
            token_endpoint_auth_method = "none",
        });
        Assert.NotEqual(victim.Id, client["client_id"]);
        Assert.False(await portal.ReadAsync(db => db.Clients.AnyAsync(c => c.Id == victim.Id)));
    }

    [Fact]
    public async Task Section_4_16_no_page_where_a_click_matters_can_be_framed()
    {
        using var victim = await portal.BrowserOfAsync();
        using var nobody = new Browser(portal);
        var consent = await victim.GoAsync(Address(Evil));
        Visit[] pages =
        [
            await nobody.GoAsync(Address()), consent, await victim.GoAsync("/device"), await victim.GoAsync("/apps"),
            await victim.GoAsync("/account/security"), await victim.GoAsync("/logout"),
            await victim.GoAsync(Address(Honest, ("redirect_uri", EvilCallback))),
            await victim.GoAsync(Address(Honest, ("response_mode", "form_post"))),
        ];
        Assert.NotNull(consent.Page!.QuerySelector("[name='decision']"));
        Assert.All(pages, visit =>
        {
            Assert.NotNull(visit.Page);
            Assert.Contains(
                "frame-ancestors 'none'",
                Assert.Single(visit.Response.Headers.GetValues("Content-Security-Policy")),
                StringComparison.Ordinal);
            Assert.Equal("DENY", Assert.Single(visit.Response.Headers.GetValues("X-Frame-Options")));
        });
    }

    [Fact]
    public async Task Section_4_17_no_answer_is_posted_to_another_window()
    {
        using var victim = await portal.BrowserOfAsync();
        foreach (var mode in new[] { "web_message", "web_message.jwt", "postmessage", "iframe" })
        {
            await portal.ChangesNothingAsync(async () =>
            {
                var visit = await victim.GoAsync(Address(Honest, ("response_mode", mode)));
                Assert.Equal("invalid_request", visit.Answer["error"]);
                Assert.False(visit.Answer.ContainsKey("code"));
            });
        }

        var posted = await victim.GoAsync(Address(Honest, ("response_mode", "form_post")));
        foreach (var script in posted.Page!.Scripts.Select(s => s.GetAttribute("src")))
        {
            var source = await victim.Http.GetStringAsync("/" + script!.TrimStart('/'));
            Assert.DoesNotContain("postMessage", source, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Counterfeit_client_that_calls_itself_like_an_honest_one_is_shown_for_what_it_is()
    {
        using var victim = await portal.BrowserOfAsync();
        using var nobody = new Browser(portal);
        await portal.ChangesNothingAsync(async () =>
        {
            Assert.Equal("login_required", (await nobody.GoAsync(Address(Evil, ("prompt", "none")))).Answer["error"]);
            Assert.Equal("consent_required", (await victim.GoAsync(Address(Evil, ("prompt", "none")))).Answer["error"]);
        });
        var consent = await victim.GoAsync(Address(Evil));
        Assert.Equal("/consent", consent.Address.AbsolutePath);
        var words = consent.Page!.QuerySelector("main")!.TextContent;
        Assert.Contains("evil.example.test", words, StringComparison.Ordinal);
        Assert.NotNull(consent.Page.QuerySelector("main .note.warn"));
    }

    [Fact]
    public async Task Counterfeit_client_gets_nothing_for_what_the_person_allowed_the_honest_one()
    {
        await portal.CodeAsync();
        using var victim = await portal.BrowserOfAsync();
        await portal.ChangesNothingAsync(async () =>
        {
            IsShown(await victim.GoAsync(Address(Honest, ("redirect_uri", EvilCallback))));
            Assert.Equal("consent_required", (await victim.GoAsync(Address(Evil, ("prompt", "none")))).Answer["error"]);
        });
    }

    [Fact]
    public async Task Counterfeit_client_can_not_give_itself_what_an_administrator_gives()
    {
        using var attacker = new Registrant(portal);
        var client = await attacker.RegisterAsync(new
        {
            client_name = "Honest",
            redirect_uris = new[] { EvilCallback },
            token_endpoint_auth_method = "none",
            skip_consent = true,
            verified = true,
            source = "Provisioning",
        });
        var id = client["client_id"];
        var stored = await portal.ReadAsync(db => db.Clients.SingleAsync(c => c.Id == id));
        Assert.Equal((ClientSource.Registration, null, false), (stored.Source, stored.Metadata.SkipConsent, stored.Verified));
    }
}
