using System.Net.Http.Headers;
using System.Text;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

public class Rfc6749TokenTests(Portal portal) : IClassFixture<Portal>
{
    private const string FormType = "application/x-www-form-urlencoded";

    [Fact]
    public async Task A_code_gives_tokens_that_nobody_may_keep()
    {
        var app = await AppScene.CreateAsync(portal);
        var answer = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("Bearer", answer["token_type"]);
        Assert.Equal("3600", answer["expires_in"]);
        Assert.Equal("openid profile email offline_access", answer["scope"]);
        Assert.NotNull(answer["access_token"]);
        Assert.NotNull(answer["refresh_token"]);
        Assert.NotNull(answer["id_token"]);
        var grant = await portal.ReadAsync(db => db.Grants.FirstAsync(g => g.Id == app.GrantId));
        Assert.Equal(portal.Clock.GetUtcNow(), grant.LastUsedAt);
    }

    [Fact]
    public async Task A_code_is_refused_the_second_time_and_what_it_gave_is_dead()
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        var first = (await app.RedeemAsync(code)).Ok();
        (await app.RedeemAsync(code)).Refused("invalid_grant");
        Assert.Equal(0, await app.FamiliesAsync());
        (await app.RefreshAsync(first["refresh_token"]!)).Refused("invalid_grant");
        Assert.Equal(401, (await app.UserInfoAsync(first["access_token"]!)).Status);
        Assert.Equal(1, await portal.ReadAsync(db => db.AuditEvents.CountAsync(
            e => e.UserId == app.User.Id && e.Type == "app.code_replayed")));
    }

    [Fact]
    public async Task A_code_of_another_client_is_refused_and_stays_good_for_its_own()
    {
        var app = await AppScene.CreateAsync(portal);
        var other = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        (await other.RedeemAsync(code)).Refused("invalid_grant");
        Assert.Equal(0, await other.FamiliesAsync() + await app.FamiliesAsync());
        (await app.RedeemAsync(code)).Ok();
    }

    [Fact]
    public async Task An_expired_code_is_refused()
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(60));
        (await app.RedeemAsync(code)).Refused("invalid_grant");
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Theory]
    [InlineData("https://app.example.test/cb/")]
    [InlineData("https://app.example.test/CB")]
    [InlineData("https://evil.example.test/cb")]
    [InlineData(null)]
    public async Task Another_redirect_uri_is_refused_and_spends_the_code(string? redirectUri)
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        (await app.TokenAsync(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri),
            ("code_verifier", AppScene.Verifier))).Refused("invalid_grant");
        (await app.RedeemAsync(code)).Refused("invalid_grant");
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Fact]
    public async Task A_redirect_uri_that_was_not_sent_may_be_left_out()
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync(redirectWasSent: false);
        (await app.TokenAsync(("grant_type", "authorization_code"), ("code", code),
            ("code_verifier", AppScene.Verifier))).Ok();
    }

    [Theory]
    [InlineData("grant_type=", "invalid_request")]
    [InlineData("grant_type=authorization_code", "invalid_request")]
    [InlineData("grant_type=authorization_code&code=", "invalid_request")]
    [InlineData("grant_type=refresh_token", "invalid_request")]
    [InlineData("grant_type=authorization_code&code=nobody-knows", "invalid_grant")]
    [InlineData("grant_type=refresh_token&refresh_token=nobody-knows", "invalid_grant")]
    [InlineData("grant_type=password&username=a&password=b", "unsupported_grant_type")]
    [InlineData("grant_type=Authorization_Code&code=x", "unsupported_grant_type")]
    [InlineData("grant_type=client_credentials", "unauthorized_client")]
    [InlineData("grant_type=authorization_code&code=a&code=a", "invalid_request")]
    [InlineData("grant_type=refresh_token&grant_type=refresh_token&refresh_token=a", "invalid_request")]
    [InlineData("grant_type=authorization_code&code=%00", "invalid_request")]
    [InlineData("grant_type=authorization_code&code=a%0Ab", "invalid_request")]
    [InlineData("grant_type=authorization_code&code=%C3%28", "invalid_request")]
    [InlineData("grant_type=authorization_code&code=%zz", "invalid_request")]
    [InlineData("grant_type=authorization_code&code=%2", "invalid_request")]
    [InlineData("%FF=1&grant_type=authorization_code&code=a", "invalid_request")]
    [InlineData("grant_type=refresh_token&refresh_token=a&scope=%22", "invalid_scope")]
    public async Task Bad_input_gets_the_error_of_the_RFC_and_changes_nothing(string body, string error)
    {
        var app = await AppScene.CreateAsync(portal);
        (await PostAsync(app, body, FormType)).Refused(error);
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Fact]
    public async Task A_parameter_of_60_kilobytes_is_an_unknown_code_and_a_larger_body_is_413()
    {
        var app = await AppScene.CreateAsync(portal);
        var body = "grant_type=authorization_code&code=";
        (await PostAsync(app, body + new string('a', 60_000), FormType)).Refused("invalid_grant");
        Assert.Equal(413, (await PostAsync(app, body + new string('a', 100_000), FormType)).Status);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16")]
    [InlineData(null)]
    public async Task Only_a_form_is_read(string? contentType)
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        var body = $"grant_type=authorization_code&code={code}";
        (await PostAsync(app, body, contentType)).Refused("invalid_request");
        (await app.RedeemAsync(code)).Ok();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Only_POST_is_allowed(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/token");
        var response = await portal.NewClient().SendAsync(request);
        Assert.Equal(405, (int)response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.Empty(await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_secret_with_characters_that_Basic_must_encode_works()
    {
        const string Secret = "p:ss+w%rd/ä=1234";
        var id = "app " + AppScene.NextName();
        await portal.AddClientAsync(id, Machine(), Secret);
        (await SendAsync(AppScene.Basic(id, Secret), "grant_type=client_credentials")).Ok();
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    public async Task A_wrong_secret_is_401_with_a_challenge(string secret)
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        var answer = (await SendAsync(
            AppScene.Basic(app.ClientId, secret),
            $"grant_type=authorization_code&code={code}&redirect_uri={AppScene.Redirect}"))
            .Refused("invalid_client", 401);
        Assert.Equal("Basic", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Theory]
    [InlineData("Basic", "!!!")]
    [InlineData("Basic", "bm9jb2xvbg==")]
    [InlineData("Basic", "/zovLw==")]
    [InlineData("Bearer", "abc")]
    [InlineData("Basic", null)]
    public async Task A_malformed_Authorization_header_is_invalid_client(string scheme, string? parameter)
        => (await SendAsync(new AuthenticationHeaderValue(scheme, parameter), "grant_type=client_credentials"))
            .Refused("invalid_client", 401);

    [Fact]
    public async Task An_unknown_client_reads_like_a_wrong_secret()
    {
        var app = await AppScene.CreateAsync(portal);
        var unknown = await SendAsync(AppScene.Basic("nobody", "x"), "grant_type=client_credentials");
        var wrong = await SendAsync(AppScene.Basic(app.ClientId, "x"), "grant_type=client_credentials");
        Assert.Equal(unknown.Refused("invalid_client", 401).Body, wrong.Body);
    }

    [Fact]
    public async Task Two_ways_to_authenticate_at_once_are_invalid_request()
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        var form = $"grant_type=authorization_code&code={code}&client_id={app.ClientId}&client_secret={app.Secret}";
        (await PostAsync(app, form, FormType)).Refused("invalid_request");
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Fact]
    public async Task A_client_id_in_the_form_must_be_that_of_the_header()
    {
        var app = await AppScene.CreateAsync(portal);
        (await PostAsync(app, "grant_type=refresh_token&refresh_token=x&client_id=other", FormType))
            .Refused("invalid_request");
    }

    [Fact]
    public async Task A_request_without_a_client_is_invalid_client()
        => (await SendAsync(header: null, "grant_type=authorization_code&code=x")).Refused("invalid_client", 401);

    [Fact]
    public async Task A_confidential_client_must_authenticate()
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        (await SendAsync(header: null, $"grant_type=authorization_code&code={code}&client_id={app.ClientId}"))
            .Refused("invalid_client", 401);
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Fact]
    public async Task A_public_client_redeems_with_its_client_id_alone()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { TokenEndpointAuthMethod = "none" });
        (await app.RedeemAsync(await app.CodeAsync())).Ok();
    }

    [Fact]
    public async Task A_client_may_authenticate_in_the_form()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { TokenEndpointAuthMethod = "client_secret_post" });
        var form = $"grant_type=authorization_code&code={await app.CodeAsync()}&client_id={app.ClientId}"
            + $"&client_secret={app.Secret}&redirect_uri={AppScene.Redirect}&code_verifier={AppScene.Verifier}";
        (await SendAsync(header: null, form)).Ok();
    }

    [Fact]
    public async Task A_client_gets_a_token_for_itself_with_its_own_scopes_only()
    {
        await portal.AddScopeAsync("jobs.run", "Run jobs");
        var name = AppScene.NextName();
        await portal.AddClientAsync(name, Machine("jobs.run openid"), "machine-secret");
        var header = AppScene.Basic(name, "machine-secret");
        var answer = (await SendAsync(header, "grant_type=client_credentials")).Ok();
        Assert.Equal("jobs.run", answer["scope"]);
        Assert.Null(answer["refresh_token"]);
        Assert.Null(answer["id_token"]);
        (await SendAsync(header, "grant_type=client_credentials&scope=openid")).Refused("invalid_scope");
        (await SendAsync(header, "grant_type=client_credentials&scope=jobs.other")).Refused("invalid_scope");
        (await SendAsync(header, "grant_type=client_credentials&scope=%20jobs.run")).Ok();
    }

    [Fact]
    public async Task A_public_client_gets_no_token_for_itself()
    {
        var name = AppScene.NextName();
        await portal.AddClientAsync(name, Machine() with { TokenEndpointAuthMethod = "none" });
        (await SendAsync(header: null, $"grant_type=client_credentials&client_id={name}"))
            .Refused("unauthorized_client");
    }

    [Fact]
    public async Task Lifetimes_of_the_client_go_before_those_of_the_server()
    {
        var name = AppScene.NextName();
        await portal.AddClientAsync(name, Machine() with { AccessTokenLifetime = 864000 }, "machine-secret");
        var answer = await SendAsync(AppScene.Basic(name, "machine-secret"), "grant_type=client_credentials");
        Assert.Equal("864000", answer["expires_in"]);
    }

    private static ClientMetadata Machine(string scope = "")
        => new() { GrantTypes = ["client_credentials"], Scope = scope };

    private static Task<Answer> PostAsync(AppScene app, string body, string? contentType)
        => SendAsync(app.Http, AppScene.Basic(app.ClientId, app.Secret!), body, contentType);

    private Task<Answer> SendAsync(AuthenticationHeaderValue? header, string body)
        => SendAsync(portal.NewClient(), header, body, FormType);

    private static async Task<Answer> SendAsync(
        HttpClient http,
        AuthenticationHeaderValue? header,
        string body,
        string? contentType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Headers.Authorization = header;
        request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return await Answer.OfAsync(await http.SendAsync(request));
    }
}
