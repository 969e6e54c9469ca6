using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Endpoints;

/// <summary>RFC 8628 §5: guessed codes, floods, phishing, and answers that come too late.</summary>
public sealed class Rfc8628AttackTests : IAsyncLifetime
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:device_code";

    private readonly Portal _portal = new();
    private AppScene _app = null!;

    public async Task InitializeAsync()
    {
        await _portal.AddUserAsync("alice");
        await _portal.AddUserAsync("bob");
        _app = await AppScene.CreateAsync(_portal, Televised, scopes: string.Empty);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Theory]
    [InlineData("allow")]
    [InlineData("deny")]
    public async Task An_answer_after_the_end_counts_for_nothing(string decision)
    {
        var device = await AskAsync();
        using var browser = await SignedInAsync();
        var consent = await ConfirmAsync(browser, device);
        _portal.Clock.Advance(TimeSpan.FromMinutes(10));
        var before = await Rows.CountAsync(_portal);
        var late = await browser.SubmitAsync(consent, ("decision", decision));
        Assert.Contains("ended", late.Text, StringComparison.Ordinal);
        Assert.Equal(before with { Interactions = before.Interactions - 1 }, await Rows.CountAsync(_portal));
        (await PollAsync(device)).Refused("expired_token");
    }

    [Fact]
    public async Task Of_two_people_who_typed_the_same_code_the_first_answer_counts()
    {
        var device = await AskAsync();
        using var alice = await SignedInAsync();
        using var bob = await SignedInAsync("bob");
        var (hers, his) = (await ConfirmAsync(alice, device), await ConfirmAsync(bob, device));
        await alice.SubmitAsync(hers, ("decision", "deny"));
        await bob.SubmitAsync(his, ("decision", "allow"));
        (await PollAsync(device)).Refused("access_denied");
        Assert.Equal(0, await _portal.ReadAsync(db => db.Grants.CountAsync(g => g.User!.UserName == "bob")));
    }

    [Fact]
    public async Task S5_4_an_app_that_skips_consent_is_asked_about_all_the_same()
    {
        _app = await AppScene.CreateAsync(_portal, m => Televised(m) with { SkipConsent = true });
        var device = await AskAsync();
        using var browser = await SignedInAsync();
        await ConfirmAsync(browser, device);
        (await PollAsync(device)).Refused("authorization_pending");
    }

    [Fact]
    public async Task S5_4_consent_of_another_browser_is_not_carried_over()
    {
        var device = await AskAsync();
        using var attacker = await SignedInAsync("bob");
        var consent = await ConfirmAsync(attacker, device);
        using var victim = await SignedInAsync();
        var visit = await victim.GoAsync(consent.Address.PathAndQuery);
        Assert.Equal(400, (int)visit.Status);
        (await PollAsync(device)).Refused("authorization_pending");
    }

    [Fact]
    public async Task S5_1_a_fresh_browser_is_no_way_around_the_limit_of_an_address()
    {
        var device = await AskAsync();
        for (var i = 0; i < UserCodeGuesses.MostOfAddress; i++)
        {
            using var fresh = new Browser(_portal);
            Assert.Equal(200, (int)(await TypeAsync(fresh, "BBBB-BBBB")).Status);
        }

        using var last = new Browser(_portal);
        var refused = await TypeAsync(last, device["user_code"]!);
        Assert.Equal(429, (int)refused.Status);
        Assert.NotNull(refused.Response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task S5_1_a_browser_that_guessed_too_often_waits_and_its_neighbour_does_not()
    {
        var device = await AskAsync();
        using var guesser = new Browser(_portal);
        for (var i = 0; i < UserCodeGuesses.MostOfBrowser; i++)
        {
            Assert.Equal(200, (int)(await TypeAsync(guesser, "BBBB-BBBB")).Status);
        }

        Assert.Equal(429, (int)(await TypeAsync(guesser, device["user_code"]!)).Status);
        using var neighbour = await SignedInAsync();
        await ConfirmAsync(neighbour, device);
    }

    [Fact]
    public async Task Right_codes_are_never_limited()
    {
        using var browser = await SignedInAsync();
        for (var i = 0; i < UserCodeGuesses.MostOfAddress + 5; i++)
        {
            await ConfirmAsync(browser, await AskAsync());
        }
    }

    [Fact]
    public async Task S5_1_unknown_expired_and_used_codes_read_the_same()
    {
        var (used, expired) = (await AskAsync(), await AskAsync());
        using var browser = await SignedInAsync();
        await browser.SubmitAsync(await ConfirmAsync(browser, used), ("decision", "deny"));
        var afterUse = await ProblemAsync(browser, used["user_code"]!);
        _portal.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(
            [afterUse, afterUse],
            [await ProblemAsync(browser, expired["user_code"]!), await ProblemAsync(browser, "BBBB-BBBB")]);
    }

    [Fact]
    public async Task A_request_that_its_client_may_make_no_more_is_told_to_the_person()
    {
        var device = await AskAsync();
        using var browser = await SignedInAsync();
        var page = await browser.GoAsync("/device");
        await _portal.WriteAsync(async db => (await db.Clients.FindAsync(_app.ClientId))!.Metadata =
            Televised(new ClientMetadata { ClientName = "TV", Scope = "email" }));
        _portal.Services.GetRequiredService<ClientRegistry>().Forget(_app.ClientId);
        var visit = await browser.SubmitAsync(page, ("user_code", device["user_code"]!));
        Assert.Equal((400, null), ((int)visit.Status, visit.LeftFor));
        Assert.Equal("/authorize", visit.Address.AbsolutePath);
        (await PollAsync(device)).Refused("authorization_pending");
    }

    [Fact]
    public async Task A_disabled_client_gets_neither_codes_nor_tokens()
    {
        var device = await AskAsync();
        using var browser = await SignedInAsync();
        await browser.SubmitAsync(await ConfirmAsync(browser, device), ("decision", "allow"));
        var now = _portal.Clock.GetUtcNow();
        await _portal.WriteAsync(db => db.Clients.ExecuteUpdateAsync(s => s.SetProperty(c => c.DisabledAt, now)));
        _portal.Services.GetRequiredService<ClientRegistry>().Forget(_app.ClientId);
        (await PollAsync(device)).Refused("invalid_client", 401);
        (await _app.PostAsync("/device_authorization")).Refused("invalid_client", 401);
        Assert.Equal(0, await _portal.ReadAsync(db => db.TokenFamilies.CountAsync()));
    }

    [Fact]
    public async Task A_flood_of_requests_from_one_address_waits()
    {
        for (var i = 0; i < DeviceRequests.MostOfAddress; i++)
        {
            await AskAsync();
        }

        var refused = (await _app.PostAsync("/device_authorization")).Refused("temporarily_unavailable", 429);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        _portal.Clock.Advance(DeviceRequests.Lifetime);
        await AskAsync();
    }

    [Fact]
    public async Task A_flood_of_waiting_devices_of_one_client_stops_that_client_alone()
    {
        await WaitAsync(_app.ClientId, DeviceRequests.MostOfClient);
        (await _app.PostAsync("/device_authorization")).Refused("temporarily_unavailable", 429);
        _app = await AppScene.CreateAsync(_portal, Televised);
        await AskAsync();
    }

    [Fact]
    public async Task S3_5_a_device_that_was_answered_gets_the_answer_however_soon_it_asks()
    {
        var device = await AskAsync();
        (await PollAsync(device)).Refused("authorization_pending");
        using var browser = await SignedInAsync();
        await browser.SubmitAsync(await ConfirmAsync(browser, device), ("decision", "allow"));
        (await PollAsync(device)).Ok();
        (await PollAsync(device)).Refused("invalid_grant");
    }

    [Fact]
    public async Task The_lifetime_of_the_setting_and_the_format_of_the_client_apply()
    {
        await using var own = new Portal();
        own.Settings["OAuth:TokenLifetimes:device_code"] = "864000";
        await own.AddUserAsync("alice");
        _app = await AppScene.CreateAsync(own, m => Televised(m) with { AccessTokenFormat = "opaque" });
        var device = await AskAsync();
        using var browser = new Browser(own);
        await browser.HasSignedInAsync("alice");
        await browser.SubmitAsync(await ConfirmAsync(browser, device), ("decision", "allow"));
        var tokens = (await PollAsync(device)).Ok();
        Assert.Equal("864000", tokens["expires_in"]);
        Assert.DoesNotContain('.', tokens["access_token"]!);
        (await _app.UserInfoAsync(tokens["access_token"]!)).Ok();
    }

    [Fact]
    public async Task Tokens_are_bound_to_the_key_that_the_poll_proved()
    {
        var device = await AskAsync();
        using var browser = await SignedInAsync();
        await browser.SubmitAsync(await ConfirmAsync(browser, device), ("decision", "allow"));
        using var client = new DpopClient(_app);
        var tokens = (await client.TokenAsync(
            client.TokenProof(), ("grant_type", Grant), ("device_code", device["device_code"]!))).Ok();
        Assert.Equal("DPoP", tokens["token_type"]);
        Assert.Equal(401, (await _app.UserInfoAsync(tokens["access_token"]!)).Status);
        (await _app.RefreshAsync(tokens["refresh_token"]!)).Refused("invalid_grant");
        (await client.RefreshAsync(tokens["refresh_token"]!, client.TokenProof())).Ok();
    }

    private static ClientMetadata Televised(ClientMetadata metadata) => metadata with
    {
        RedirectUris = null,
        ResponseTypes = [],
        GrantTypes = [Grant, "refresh_token"],
        TokenEndpointAuthMethod = "none",
    };

    private async Task<Answer> AskAsync()
        => (await _app.PostAsync("/device_authorization", ("scope", "openid profile"))).Ok();

    private Task<Answer> PollAsync(Answer device)
        => _app.TokenAsync(("grant_type", Grant), ("device_code", device["device_code"]));

    private async Task<Browser> SignedInAsync(string userName = "alice")
    {
        var browser = new Browser(_portal);
        await browser.HasSignedInAsync(userName);
        return browser;
    }

    private static async Task<Visit> TypeAsync(Browser browser, string code)
        => await browser.SubmitAsync(await browser.GoAsync("/device"), ("user_code", code));

    private static async Task<Visit> ConfirmAsync(Browser browser, Answer device)
    {
        var consent = await TypeAsync(browser, device["user_code"]!);
        Assert.Equal("/consent", consent.Address.AbsolutePath);
        return consent;
    }

    private static async Task<string> ProblemAsync(Browser browser, string code)
    {
        var visit = await TypeAsync(browser, code);
        return $"{(int)visit.Status} {visit.Page!.QuerySelector("[role=alert]")!.TextContent.Trim()}";
    }

    private Task WaitAsync(string clientId, int devices)
    {
        var now = _portal.Clock.GetUtcNow();
        return _portal.WriteAsync(db =>
        {
            db.DeviceAuthorizations.AddRange(Enumerable.Range(0, devices).Select(_ => new DeviceAuthorization
            {
                Hash = Secrets.Hash(Secrets.Generate()),
                UserCodeHash = Secrets.Hash(Secrets.Generate()),
                ClientId = clientId,
                CreatedAt = now,
                ExpiresAt = now.AddMinutes(1),
            }));
            return Task.CompletedTask;
        });
    }
}
