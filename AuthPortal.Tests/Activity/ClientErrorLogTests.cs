using System.Net;
using System.Net.Http.Headers;
using AuthPortal.Activity;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Activity;

/// <summary>What an app's developers learn of a failed request, at each endpoint, and what its caller does not.</summary>
public sealed class ClientErrorLogTests(Portal portal) : IClassFixture<Portal>
{
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Fact]
    public async Task A_redirect_uri_that_is_not_registered_is_kept_with_the_registered_one_and_the_caller_sees_neither()
    {
        var app = await AppScene.CreateAsync(portal);
        var answer = await AuthorizeAsync(app, ("redirect_uri", AppScene.Redirect + "/"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(AppScene.Redirect, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var error = await portal.ErrorAsync(app.ClientId);
        Assert.Equal(nameof(ErrorReason.RedirectUriUnregistered), error.Reason);
        Assert.Equal(("GET", "/authorize", "invalid_request"), (error.Method, error.Endpoint, error.Code));
        Assert.Equal((AppScene.Redirect + "/", true), (error.Sent, error.SentIsWhole));
        Assert.Equal([AppScene.Redirect], error.Expected);
        Assert.Equal("code", error.Request["response_type"]);
    }

    [Fact]
    public async Task A_refusal_that_is_redirected_is_kept_too()
    {
        var app = await AppScene.CreateAsync(portal);
        var answer = await AuthorizeAsync(app, ("scope", "openid notes.raed"));
        Assert.Contains("error=invalid_scope", answer.Headers.Location!.Query, StringComparison.Ordinal);
        var error = await portal.ErrorAsync(app.ClientId);
        Assert.Equal(nameof(ErrorReason.ScopeUnregistered), error.Reason);
        Assert.Equal("openid notes.raed", error.Sent);
        Assert.Equal(["openid profile email address phone offline_access"], error.Expected);
    }

    [Fact]
    public async Task A_wrong_verifier_is_named_and_its_value_is_not()
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        const string Wrong = "wrong-verifier-wrong-verifier-wrong-verifier-wrong";
        (await app.TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", AppScene.Redirect), ("code_verifier", Wrong)))
            .Refused("invalid_grant");
        var error = await portal.ErrorAsync(app.ClientId);
        Assert.Equal(nameof(ErrorReason.VerifierWrong), error.Reason);
        Assert.Equal(MaskedText.Hidden, error.Request["code_verifier"]);
        Assert.Equal(MaskedText.Hidden, error.Request["code"]);
        Assert.Equal("authorization_code", error.Request["grant_type"]);
    }

    [Fact]
    public async Task A_code_used_twice_is_told_from_one_that_came_too_late_and_one_that_never_was()
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        (await app.RedeemAsync(code)).Ok();
        (await app.RedeemAsync(code)).Refused("invalid_grant");
        Assert.Equal(nameof(ErrorReason.CodeUsedBefore), (await portal.ErrorAsync(app.ClientId)).Reason);

        (await app.RedeemAsync("never")).Refused("invalid_grant");
        Assert.Contains(await portal.ErrorsAsync(app.ClientId), e => e.Reason == nameof(ErrorReason.CodeUnknown));

        var late = await app.CodeAsync();
        portal.Clock.Advance(TimeSpan.FromMinutes(2));
        (await app.RedeemAsync(late)).Refused("invalid_grant");
        Assert.Contains(await portal.ErrorsAsync(app.ClientId), e => e.Reason == nameof(ErrorReason.CodeExpired));
    }

    [Fact]
    public async Task Another_apps_code_reads_as_one_that_never_was()
    {
        var (thief, victim) = (await AppScene.CreateAsync(portal), await AppScene.CreateAsync(portal));
        (await thief.RedeemAsync(await victim.CodeAsync())).Refused("invalid_grant");
        Assert.Equal(nameof(ErrorReason.CodeUnknown), (await portal.ErrorAsync(thief.ClientId)).Reason);
        Assert.Empty(await portal.ErrorsAsync(victim.ClientId));
    }

    [Fact]
    public async Task A_wrong_secret_is_told_to_the_app_that_it_claims_to_be_and_the_answer_is_that_of_an_unknown_app()
    {
        var app = await AppScene.CreateAsync(portal);
        var wrong = await (app with { Secret = "not-the-secret" }).TokenAsync(("grant_type", "client_credentials"));
        var unknown = await (app with { Secret = "not-the-secret", ClientId = "nobody" })
            .TokenAsync(("grant_type", "client_credentials"));
        Assert.Equal(wrong.Refused("invalid_client", 401).Body, unknown.Refused("invalid_client", 401).Body);
        var error = await portal.ErrorAsync(app.ClientId);
        Assert.Equal(nameof(ErrorReason.SecretWrong), error.Reason);
        Assert.Contains("Authorization-Basic", error.Request.Keys);
    }

    [Theory]
    [InlineData("/par", "scope", "nothing-like-it", nameof(ErrorReason.ScopeUnregistered))]
    [InlineData("/device_authorization", "scope", "openid", nameof(ErrorReason.GrantTypeUnregistered))]
    [InlineData("/introspect", "x", "y", nameof(ErrorReason.TokenMissing))]
    [InlineData("/revoke", "x", "y", nameof(ErrorReason.TokenMissing))]
    [InlineData("/token", "grant_type", "telepathy", nameof(ErrorReason.GrantTypeUnknown))]
    public async Task Each_endpoint_tells(string path, string name, string value, string reason)
    {
        var app = await AppScene.CreateAsync(portal);
        var answer = await app.PostAsync(
            path, (name, value), ("response_type", "code"), ("redirect_uri", AppScene.Redirect));
        Assert.Equal(400, answer.Status);
        var error = await portal.ErrorAsync(app.ClientId);
        Assert.Equal((reason, path), (error.Reason, error.Endpoint));
    }

    [Fact]
    public async Task A_parameter_sent_twice_is_told()
    {
        var app = await AppScene.CreateAsync(portal);
        (await app.PostAsync("/token", ("scope", "a"), ("scope", "b"))).Refused("invalid_request");
        var error = await portal.ErrorAsync(app.ClientId);
        Assert.Equal((nameof(ErrorReason.ParameterFaulty), "scope"), (error.Reason, error.Sent));
    }

    [Fact]
    public async Task Userinfo_tells_the_app_that_its_token_lacks_openid()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { Scope = "profile email" }, "profile email");
        var tokens = await app.TokensAsync("profile email");
        Assert.Equal(403, (await app.UserInfoAsync(tokens.GetProperty("access_token").GetString()!)).Status);
        Assert.Equal(nameof(ErrorReason.TokenInsufficient), (await portal.ErrorAsync(app.ClientId)).Reason);
    }

    [Fact]
    public async Task A_logout_to_an_address_that_is_not_registered_is_told()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { PostLogoutRedirectUris = ["https://app.example.test/out"] });
        await app.Http.GetAsync(
            $"/authorize?client_id={app.ClientId}");
        var answer = await app.Http.GetAsync(
            $"/logout?client_id={app.ClientId}&post_logout_redirect_uri=https%3A%2F%2Fapp.example.test%2FOut");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = (await portal.ErrorsAsync(app.ClientId)).Find(e => e.Endpoint == "/logout");
        Assert.Equal(nameof(ErrorReason.LogoutUriUnregistered), error?.Reason);
        Assert.Equal(["https://app.example.test/out"], error?.Expected);
    }

    [Fact]
    public async Task A_registration_access_token_that_is_wrong_is_told()
    {
        var app = await AppScene.CreateAsync(portal);
        await app.TokenAsync(("grant_type", "telepathy"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/register/{app.ClientId}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Http.SendAsync(request)).StatusCode);
        Assert.Contains(await portal.ErrorsAsync(app.ClientId), e => e.Reason == nameof(ErrorReason.RegistrationTokenWrong));
    }

    [Fact]
    public async Task What_is_in_the_normal_course_is_no_failure()
    {
        var app = await AppScene.CreateAsync(portal);
        var answer = await AuthorizeAsync(app, ("prompt", "none"));
        Assert.Contains("error=login_required", answer.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.Empty(await portal.ErrorsAsync(app.ClientId));
    }

    [Fact]
    public async Task An_app_that_does_not_exist_leaves_nothing()
    {
        var before = portal.Services.GetRequiredService<ClientErrorLog>().Waiting.Count;
        using var http = portal.NewClient();
        await http.GetAsync("/authorize?client_id=nobody-at-all&redirect_uri=https://a.example.test");
        Assert.Equal(before, portal.Services.GetRequiredService<ClientErrorLog>().Waiting.Count);
        Assert.Empty(await portal.ErrorsAsync("nobody-at-all"));
    }

    private static Task<HttpResponseMessage> AuthorizeAsync(AppScene app, params (string Name, string Value)[] changes)
    {
        var request = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = app.ClientId,
            ["redirect_uri"] = AppScene.Redirect,
            ["response_type"] = "code",
            ["scope"] = "openid",
            ["state"] = "a-state",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            request[name] = value;
        }

        return app.Http.GetAsync(
            "/authorize?" + string.Join('&', request.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}")));
    }
}
