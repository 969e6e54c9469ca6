using AngleSharp.Html.Dom;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Endpoints;

/// <summary>Device authorization: a television asks, a person answers in a browser.</summary>
public class Rfc8628DeviceTests(Portal portal) : IClassFixture<Portal>
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:device_code";

    private static readonly ClientMetadata Metadata = new()
    {
        ClientName = "Television",
        GrantTypes = [Grant, "refresh_token"],
        ResponseTypes = [],
        Scope = "openid profile email offline_access",
        OptionalScopes = "email",
        TokenEndpointAuthMethod = "none",
    };

    private readonly string _tv = AppScene.NextName();

    private string Person => "person-" + _tv;

    [Fact]
    public async Task S3_2_the_answer_has_both_codes_and_where_to_go()
    {
        var device = await AskAsync();
        Assert.Equal(43, device["device_code"]!.Length);
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", device["user_code"]);
        Assert.Equal(Portal.Issuer + "/device", device["verification_uri"]);
        Assert.EndsWith("/device?user_code=" + device["user_code"], device["verification_uri_complete"], StringComparison.Ordinal);
        Assert.Equal(("600", "5"), (device["expires_in"], device["interval"]));
        Assert.True(device.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task S3_a_person_who_is_not_signed_in_types_the_code_signs_in_and_allows()
    {
        var device = await AskAsync();
        (await PollAsync(device)).Refused("authorization_pending");
        using var browser = new Browser(portal);
        var typed = device["user_code"]!.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal);
        var login = await browser.SubmitAsync(await browser.GoAsync("/device"), ("user_code", typed));
        Assert.Equal("/login", login.Address.AbsolutePath);
        var consent = await browser.SubmitAsync(login, ("Input.UserName", Person), ("Input.Password", Seed.Password));
        Assert.Contains("Television", consent.Text, StringComparison.Ordinal);
        Assert.Contains("Another device asks", consent.Text, StringComparison.Ordinal);
        var done = await browser.SubmitAsync(consent, ("decision", "allow"), ("scopes", "none"));
        Assert.Contains("Your device is connected", done.Text, StringComparison.Ordinal);
        portal.Clock.Advance(TimeSpan.FromSeconds(6));
        var tokens = (await PollAsync(device)).Ok();
        Assert.Equal("openid profile offline_access", tokens["scope"]);
        Assert.Equal(_tv, Assert.Single(new JsonWebToken(tokens["id_token"]!).Audiences));
        (await PostAsync("/token", ("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]!))).Ok();
    }

    [Fact]
    public async Task S5_4_a_code_in_the_address_fills_the_field_and_nothing_more()
    {
        var device = await AskAsync();
        using var browser = await SignedInAsync();
        var page = await browser.GoAsync("/device?user_code=" + device["user_code"]);
        var field = (IHtmlInputElement)page.Page!.QuerySelector("input[name=user_code]")!;
        Assert.Equal(device["user_code"], field.Value);
        Assert.Contains("Compare this code", page.Text, StringComparison.Ordinal);
        (await PollAsync(device)).Refused("authorization_pending");
        Assert.Equal("/consent", (await browser.SubmitAsync(page)).Address.AbsolutePath);
    }

    [Fact]
    public async Task S5_4_who_allowed_the_app_before_is_asked_again_for_each_device()
    {
        var first = await AskAsync();
        using var browser = await SignedInAsync();
        await AllowAsync(browser, first);
        var second = await AskAsync();
        var consent = await browser.SubmitAsync(await browser.GoAsync("/device"), ("user_code", second["user_code"]!));
        Assert.Equal("/consent", consent.Address.AbsolutePath);
        (await PollAsync(second)).Refused("authorization_pending");
    }

    [Fact]
    public async Task S3_5_a_person_who_says_no_is_heard()
    {
        var device = await AskAsync();
        using var browser = await SignedInAsync();
        var consent = await browser.SubmitAsync(await browser.GoAsync("/device"), ("user_code", device["user_code"]!));
        var done = await browser.SubmitAsync(consent, ("decision", "deny"));
        Assert.Contains("Nothing was connected", done.Text, StringComparison.Ordinal);
        (await PollAsync(device)).Refused("access_denied");
        Assert.Equal(0, await portal.ReadAsync(db => db.TokenFamilies.CountAsync(f => f.Grant!.ClientId == _tv)));
    }

    [Fact]
    public async Task S3_5_polling_too_fast_slows_down_and_stays_slow()
    {
        var device = await AskAsync();
        (await PollAsync(device)).Refused("authorization_pending");
        (await PollAsync(device)).Refused("slow_down");
        portal.Clock.Advance(TimeSpan.FromSeconds(6));
        (await PollAsync(device)).Refused("slow_down");
        portal.Clock.Advance(TimeSpan.FromSeconds(16));
        (await PollAsync(device)).Refused("authorization_pending");
    }

    [Fact]
    public async Task S3_5_a_code_expires_for_the_device_and_for_the_person()
    {
        var device = await AskAsync();
        portal.Clock.Advance(TimeSpan.FromMinutes(10));
        (await PollAsync(device)).Refused("expired_token");
        using var browser = await SignedInAsync();
        var page = await browser.SubmitAsync(await browser.GoAsync("/device"), ("user_code", device["user_code"]!));
        Assert.Equal("/device", page.Address.AbsolutePath);
    }

    [Fact]
    public async Task S3_4_a_device_code_is_used_once_by_its_own_client()
    {
        var device = await AskAsync();
        using var browser = await SignedInAsync();
        await AllowAsync(browser, device);
        await portal.AddClientAsync(_tv + "-other", Metadata);
        (await PostAsync("/token", ("grant_type", Grant), ("device_code", device["device_code"]!), ("client_id", _tv + "-other")))
            .Refused("invalid_grant");
        (await PollAsync(device)).Ok();
        (await PollAsync(device)).Refused("invalid_grant");
        (await PostAsync("/token", ("grant_type", Grant), ("device_code", "unheard-of"))).Refused("invalid_grant");
        (await PostAsync("/token", ("grant_type", Grant))).Refused("invalid_request");
    }

    [Fact]
    public async Task Of_twenty_polls_at_once_one_gets_tokens()
    {
        var device = await AskAsync();
        using var browser = await SignedInAsync();
        await AllowAsync(browser, device);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PollAsync(device)));
        Assert.Single(answers, a => a.Status == 200);
        Assert.Equal(1, await portal.ReadAsync(db => db.TokenFamilies.CountAsync(f => f.Grant!.ClientId == _tv)));
    }

    [Fact]
    public async Task S5_1_wrong_codes_are_counted_and_right_ones_never()
    {
        var device = await AskAsync();
        using var browser = await SignedInAsync();
        var page = await browser.GoAsync("/device");
        for (var i = 0; i < 10; i++)
        {
            Assert.Contains("not right", (await browser.SubmitAsync(page, ("user_code", "BBBB-BBBB"))).Text, StringComparison.Ordinal);
        }

        var refused = await browser.SubmitAsync(page, ("user_code", device["user_code"]!));
        Assert.Equal(429, (int)refused.Status);
        Assert.NotNull(refused.Response.Headers.RetryAfter);
        portal.Clock.Advance(TimeSpan.FromMinutes(10));
        var fresh = await AskAsync();
        Assert.Equal("/consent", (await browser.SubmitAsync(page, ("user_code", fresh["user_code"]!))).Address.AbsolutePath);
    }

    [Fact]
    public async Task Revoking_the_app_before_the_poll_leaves_nothing_to_fetch()
    {
        var device = await AskAsync();
        using var browser = await SignedInAsync();
        await AllowAsync(browser, device);
        await portal.WriteAsync(db => db.Grants.Where(g => g.ClientId == _tv).ExecuteDeleteAsync());
        (await PollAsync(device)).Refused("invalid_grant");
    }

    [Theory]
    [InlineData("scope", "openid unheard.of", "invalid_scope")]
    [InlineData("resource", "no-uri", "invalid_target")]
    public async Task S3_1_what_is_wrong_is_refused_before_anybody_is_asked(string name, string value, string error)
    {
        await AddAsync();
        (await PostAsync("/device_authorization", (name, value))).Refused(error);
        Assert.Equal(0, await portal.ReadAsync(db => db.DeviceAuthorizations.CountAsync(d => d.ClientId == _tv)));
    }

    [Fact]
    public async Task A_client_that_is_not_registered_for_it_is_refused()
    {
        await portal.AddClientAsync(_tv, Metadata with { GrantTypes = ["authorization_code"] });
        (await PostAsync("/device_authorization")).Refused("unauthorized_client");
        (await PostAsync("/token", ("grant_type", Grant), ("device_code", "x"))).Refused("unauthorized_client");
    }

    [Fact]
    public async Task Nobody_turns_an_ordinary_request_into_a_devices()
    {
        var device = await AskAsync();
        using var browser = await SignedInAsync();
        var row = await portal.ReadAsync(db => db.DeviceAuthorizations.SingleAsync(d => d.ClientId == _tv));
        var visit = await browser.GoAsync(
            $"/authorize?client_id={_tv}&response_type=code&scope=openid&(device)={Convert.ToHexString(row.Hash)}");
        Authorize.AuthorizeAssert.IsShown(visit);
        (await PollAsync(device)).Refused("authorization_pending");
    }

    private async Task AllowAsync(Browser browser, Answer device)
    {
        var consent = await browser.SubmitAsync(await browser.GoAsync("/device"), ("user_code", device["user_code"]!));
        await browser.SubmitAsync(consent, ("decision", "allow"));
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = new Browser(portal);
        await browser.HasSignedInAsync(Person);
        return browser;
    }

    private async Task AddAsync()
    {
        if (!await portal.ReadAsync(db => db.Clients.AnyAsync(c => c.Id == _tv)))
        {
            await portal.AddUserAsync(Person);
            await portal.AddClientAsync(_tv, Metadata);
        }
    }

    private async Task<Answer> AskAsync()
    {
        await AddAsync();
        return (await PostAsync("/device_authorization", ("scope", "openid profile email offline_access"))).Ok();
    }

    private Task<Answer> PollAsync(Answer device)
        => PostAsync("/token", ("grant_type", Grant), ("device_code", device["device_code"]!));

    private async Task<Answer> PostAsync(string path, params (string Name, string Value)[] form)
    {
        using var http = portal.NewClient();
        var fields = form.Any(f => f.Name == "client_id") ? form : [.. form, ("client_id", _tv)];
        return await Answer.OfAsync(await http.PostAsync(path, new FormUrlEncodedContent(
            fields.Select(f => KeyValuePair.Create(f.Name, f.Value)))));
    }
}
