using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Endpoints;

/// <summary>RFC 8628 §3.1, §3.4 and §3.5: who may ask, how, and what a device gets before the person has answered.</summary>
public sealed class Rfc8628RefusalTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task S3_1_a_parameter_is_sent_once_and_one_that_nobody_knows_is_ignored()
    {
        var app = await DeviceAsync();
        var before = await CountAsync(app);
        (await app.PostAsync("/device_authorization", ("scope", "openid"), ("scope", "openid"))).Refused("invalid_request");
        (await app.PostAsync("/device_authorization", ("scope", "openid\u0000"))).Refused("invalid_request");
        Assert.Equal(before, await CountAsync(app));
        (await app.PostAsync("/device_authorization", ("scope", "openid"), ("unheard_of", "x"), ("scope ", string.Empty))).Ok();
        Assert.Equal(before + 1, await CountAsync(app));
    }

    [Fact]
    public async Task S3_1_it_is_a_posted_form_and_nothing_else()
    {
        var app = await DeviceAsync();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, "/device_authorization?client_id=" + app.ClientId);
            using var answer = await app.Http.SendAsync(request);
            Assert.Equal(405, (int)answer.StatusCode);
        }

        using var json = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        (await Answer.OfAsync(await app.Http.PostAsync("/device_authorization", json))).Refused("invalid_request");
        Assert.Equal(0, await CountAsync(app));
    }

    [Fact]
    public async Task S3_1_and_3_4_a_client_that_has_a_secret_proves_itself_each_time()
    {
        var app = await DeviceAsync(m => m with { TokenEndpointAuthMethod = "client_secret_basic" });
        foreach (var thief in new[] { app with { Secret = null }, app with { Secret = "wrong" }, app with { ClientId = "nobody" } })
        {
            (await thief.PostAsync("/device_authorization")).Refused("invalid_client", 401);
        }

        Assert.Equal(0, await CountAsync(app));
        var device = (await app.PostAsync("/device_authorization", ("scope", "openid"))).Ok();
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(app.User.UserName!);
        var consent = await browser.SubmitAsync(await browser.GoAsync("/device"), ("user_code", device["user_code"]!));
        await browser.SubmitAsync(consent, ("decision", "allow"));
        foreach (var thief in new[] { app with { Secret = null }, app with { Secret = "wrong" } })
        {
            (await PollAsync(thief, device["device_code"])).Refused("invalid_client", 401);
        }

        Assert.Equal(0, await app.FamiliesAsync());
        (await PollAsync(app, device["device_code"])).Ok();
    }

    [Fact]
    public async Task S3_5_whoever_waits_polls_too_fast_or_comes_too_late_gets_no_token()
    {
        var app = await DeviceAsync();
        var device = (await app.PostAsync("/device_authorization", ("scope", "openid"))).Ok();
        var before = await Rows.CountAsync(portal);
        (await PollAsync(app, device["device_code"])).Refused("authorization_pending");
        (await PollAsync(app, device["device_code"])).Refused("slow_down");
        (await PollAsync(app, device["user_code"])).Refused("invalid_grant");
        (await PollAsync(app, device["device_code"] + "x")).Refused("invalid_grant");
        portal.Clock.Advance(TimeSpan.FromSeconds(device.Json.GetProperty("expires_in").GetInt32()));
        (await PollAsync(app, device["device_code"])).Refused("expired_token");
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    /// <summary>§5.2: a device code measures as much as any other credential.</summary>
    [Fact]
    public async Task S5_2_no_two_devices_share_a_code_and_none_can_be_guessed()
    {
        var app = await DeviceAsync();
        var codes = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 10; i++)
        {
            var device = (await app.PostAsync("/device_authorization")).Ok();
            Assert.True(device["device_code"]!.Length * 6 >= 128);
            Assert.True(codes.Add(device["device_code"]!) && codes.Add(device["user_code"]!));
        }
    }

    private static Task<Answer> PollAsync(AppScene app, string? code)
        => app.TokenAsync(("grant_type", GrantTypeName.DeviceCode), ("device_code", code));

    private Task<AppScene> DeviceAsync(Func<ClientMetadata, ClientMetadata>? change = null) => AppScene.CreateAsync(
        portal,
        m =>
        {
            var device = m with
            {
                RedirectUris = null,
                ResponseTypes = [],
                GrantTypes = [GrantTypeName.DeviceCode],
                TokenEndpointAuthMethod = "none",
            };
            return change?.Invoke(device) ?? device;
        });

    private Task<int> CountAsync(AppScene app)
        => portal.ReadAsync(db => db.DeviceAuthorizations.CountAsync(d => d.ClientId == app.ClientId));
}
