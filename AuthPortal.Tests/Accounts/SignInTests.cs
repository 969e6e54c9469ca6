using System.Net;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

public sealed class SignInTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData("{0}")]
    [InlineData("{0}@example.test")]
    [InlineData(" {0} ")]
    public async Task A_person_signs_in_by_user_name_or_mail_address(string login)
    {
        var name = await AddAsync();
        using var client = portal.NewClient();

        var answer = await client.SignInAsync(string.Format(login, name).ToUpperInvariant());

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(Portal.Issuer + "/", answer.AddressOf());
        Assert.True(await client.IsSignedInAsync());
    }

    [Fact]
    public async Task A_wrong_password_signs_nobody_in()
    {
        var name = await AddAsync();
        using var client = portal.NewClient();

        var answer = await client.SignInAsync(name, Seed.Password + "x");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(answer.SessionOf());
        Assert.False(await client.IsSignedInAsync());
    }

    [Theory]
    [InlineData("/login?returnUrl=%2Fapps%3Fq%3D1", "/apps?q=1")]
    [InlineData("/login?interaction=a%26b", "/authorize?interaction=a%26b")]
    [InlineData("/login?returnUrl=https%3A%2F%2Fevil.test", "/")]
    [InlineData("/login?returnUrl=%2F%2Fevil.test", "/")]
    [InlineData("/login?returnUrl=%2F%5Cevil.test", "/")]
    [InlineData("/login?returnUrl=%2F%09%2Fevil.test", "/")]
    [InlineData("/login?returnUrl=javascript%3Aalert(1)", "/")]
    [InlineData("/login?returnUrl=evil.test", "/")]
    public async Task After_signing_in_the_way_leads_to_this_server_only(string page, string then)
    {
        var name = await AddAsync();
        using var client = portal.NewClient();

        var answer = await client.SignInAsync(name, page: page);

        Assert.Equal(Portal.Issuer + then, answer.AddressOf());
    }

    [Fact]
    public async Task A_form_without_its_token_is_a_friendly_400_and_signs_nobody_in()
    {
        var name = await AddAsync();
        using var client = portal.NewClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Input.UserName"] = name,
            ["Input.Password"] = Seed.Password,
        });

        var answer = await client.PostAsync("/login", form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("try again", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(answer.SessionOf());
    }

    [Fact]
    public async Task Who_is_signed_in_already_goes_on_unless_they_switch()
    {
        var name = await AddAsync();
        using var client = portal.NewClient();
        await client.SignInAsync(name);

        var again = await client.GetAsync("/login?returnUrl=%2Fapps");
        var other = await client.GetAsync("/login?switch=1&returnUrl=%2Fapps");

        Assert.Equal(Portal.Issuer + "/apps", again.AddressOf());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Signing_out_takes_a_form_with_its_token()
    {
        var name = await AddAsync();
        using var client = portal.NewClient();
        await client.SignInAsync(name);

        var byLink = await client.GetAsync("/signout");
        using var empty = new FormUrlEncodedContent([]);
        var bare = await client.PostAsync("/signout", empty);
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        Assert.NotEqual(HttpStatusCode.Found, byLink.StatusCode);
        Assert.True(await client.IsSignedInAsync());

        using var form = await client.FillAsync("/account/security");
        var answer = await client.PostAsync("/signout", form);

        Assert.Equal(Portal.Issuer + "/signed-out", answer.AddressOf());
        Assert.False(await client.IsSignedInAsync());
    }

    [Fact]
    public async Task A_protected_page_asks_to_sign_in_and_comes_back()
    {
        using var client = portal.NewClient();

        var answer = await client.GetAsync("/account/security?x=1");

        Assert.Equal(
            Portal.Issuer + "/login?returnUrl=%2Faccount%2Fsecurity%3Fx%3D1",
            answer.AddressOf());
    }

    [Fact]
    public async Task An_app_that_sent_the_person_is_named_above_and_its_hint_is_filled_in()
    {
        await portal.AddClientAsync("named", new ClientMetadata
        {
            ClientName = "Notes <b>& more",
            RedirectUris = ["https://notes.example.test/callback"],
            Scope = "openid",
        });
        using var client = portal.NewClient();
        var request = "/authorize?client_id=named&response_type=code&scope=openid&login_hint=%22al%3Cice"
            + "&redirect_uri=https%3A%2F%2Fnotes.example.test%2Fcallback"
            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        var page = (await client.GetAsync(request)).AddressOf();

        var text = await client.GetStringAsync(page);

        Assert.StartsWith(Portal.Issuer + "/login?interaction=", page, StringComparison.Ordinal);
        Assert.Contains("Notes &lt;b&gt;&amp; more</b>", text, StringComparison.Ordinal);
        Assert.Contains("value=\"&quot;al&lt;ice\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_in_and_failing_to_stand_in_the_persons_history()
    {
        var name = await AddAsync();
        using var client = portal.NewClient();
        await client.SignInAsync(name, "not the password");
        await client.SignInAsync(name);

        var events = await portal.ReadAsync(db => db.AuditEvents
            .Where(e => e.User!.UserName == name).OrderBy(e => e.Id).Select(e => e.Type).ToListAsync());

        Assert.Equal([AuditEventType.SignInFailed, AuditEventType.SignedIn], events);
    }

    private async Task<string> AddAsync()
    {
        var name = "p" + Guid.CreateVersion7().ToString("N")[12..];
        await portal.AddUserAsync(name);
        return name;
    }
}
