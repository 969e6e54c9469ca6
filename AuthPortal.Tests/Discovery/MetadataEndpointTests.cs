using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Discovery;

/// <summary>The same for endpoints, claims and what is said with yes or no.</summary>
[Collection(MetadataGroup.Name)]
public sealed class MetadataEndpointTests(MetadataScenes scenes)
{
    /// <summary>Served, and found from elsewhere than the metadata: at a fixed address, in a page, or in an answer.</summary>
    private static readonly string[] Elsewhere =
    [
        "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-protected-resource", "/logout/confirm", "/register/nobody",
    ];

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Every_address_answers_and_every_endpoint_is_listed(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        var listed = scene.Metadata.EnumerateObject()
            .Where(m => m.Value.ValueKind == JsonValueKind.String && m.Name != "issuer")
            .Select(m => m.Value.GetString()!).ToList();
        Assert.All(listed, url => Assert.StartsWith(Portal.Issuer + "/", url, StringComparison.Ordinal));
        var paths = listed.Select(url => new Uri(url).AbsolutePath).ToList();
        foreach (var path in paths)
        {
            Assert.True(await IsServedAsync(scene, path), path);
        }

        var served = new List<string>();
        foreach (var path in RoutesOf(scene).Except(Elsewhere))
        {
            if (await IsServedAsync(scene, path))
            {
                served.Add(path);
            }
        }

        Assert.Equal(served.Order(), paths.Order());
    }

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Claims(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        await scene.Portal.WriteAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Id == scene.App.User.Id);
            user.PhoneNumber = "+82 2 1234 5678";
            user.Profile = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(
                """
                {"name":"N","given_name":"G","family_name":"F","middle_name":"M","nickname":"n","profile":"https://example.test/p",
                 "picture":"https://example.test/i","website":"https://example.test/","gender":"x","birthdate":"1990-01-01",
                 "zoneinfo":"Asia/Seoul","locale":"ko-KR","address":{"country":"KR"},"unheard_of":"x"}
                """)!;
        });
        using var browser = await scene.SignedInAsync();
        var code = (await scene.GoAsync(browser, ("scope", "openid profile email address phone"))).Answer["code"];
        var tokens = (await scene.App.RedeemAsync(code)).Ok();
        var given = (await scene.App.UserInfoAsync(tokens["access_token"]!)).Ok().Json.EnumerateObject().Select(c => c.Name)
            .Concat(new JsonWebToken(tokens["id_token"]!).Claims.Select(c => c.Type));
        if (scene.List("response_types_supported").Contains("code id_token"))
        {
            var answer = (await scene.GoAsync(browser, ("response_type", "code id_token"))).Answer;
            given = given.Concat(new JsonWebToken(answer["id_token"]).Claims.Select(c => c.Type));
        }

        Assert.Equal(scene.List("claims_supported").Order(), given.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task What_is_said_with_yes_or_no(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        using var browser = await scene.SignedInAsync();
        var visit = await scene.GoAsync(
            browser, ("claims", "{\"userinfo\":{\"email\":{\"essential\":true}}}"));
        Assert.Equal(
            scene.Flag("authorization_response_iss_parameter_supported"), visit.Answer.GetValueOrDefault("iss") == Portal.Issuer);
        var tokens = (await scene.App.RedeemAsync(visit.Answer["code"])).Ok();
        Assert.Equal(
            scene.Flag("claims_parameter_supported"),
            (await scene.App.UserInfoAsync(tokens["access_token"]!)).Ok()["email"] is not null);

        // PAR is for those who like, or whose client requires it: the request above was not pushed.
        Assert.False(scene.Flag("require_pushed_authorization_requests"));
        Assert.Equal(
            scene.Flag("require_request_uri_registration"),
            (await scene.GoAsync(browser, ("request_uri", "https://rp.example.test/not-registered"))).Answer["error"] == "invalid_request_uri");
        await AssertCertificatesBindAsync(scene);
        Assert.DoesNotContain(scene.Metadata.EnumerateObject(), m => m.Name is "check_session_iframe" or "registration"
            || m.Name.Contains("encryption", StringComparison.Ordinal));
    }

    /// <summary>A document is fetched, or the client_id is as unknown as any; no resolver is needed to tell.</summary>
    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Client_id_metadata_documents(string settings)
    {
        await using var server = await RemoteServer.StartAsync();
        await using var portal = new RemotePortal(server.Policy);
        foreach (var setting in settings.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            portal.Settings["OAuth:" + setting.Split('=')[0]] = setting.Split('=')[1];
        }

        var clientId = server.Url("/tool.json");
        server.Json("/tool.json", () => JsonSerializer.Serialize(new
        {
            client_id = clientId,
            client_name = "Tool",
            redirect_uris = new[] { AppScene.Redirect },
            token_endpoint_auth_method = "none",
        }));
        using var browser = new Browser(portal);
        var visit = await browser.GoAsync($"/authorize?response_type=code&scope=openid&client_id={Uri.EscapeDataString(clientId)}"
            + $"&redirect_uri={Uri.EscapeDataString(AppScene.Redirect)}&code_challenge_method=S256&code_challenge={Pkce.Challenge(AppScene.Verifier)}");
        Assert.Equal(
            (await scenes.OfAsync(settings)).Flag("client_id_metadata_document_supported"),
            visit.Address.AbsolutePath == "/login");
    }

    private static async Task AssertCertificatesBindAsync(MetadataScene scene)
    {
        var answer = await scene.PostAsync(
            "/token",
            [("grant_type", "client_credentials"), ("scope", MetadataScene.Scope)],
            request =>
            {
                request.Headers.Authorization = AppScene.Basic(scene.BoundClient, MetadataScene.BoundSecret);
                scene.AddCertificate(request);
            });
        var bound = answer.Status == 200
            && (await scene.PostAsync(
                "/introspect",
                [("token", answer["access_token"]!)],
                request => request.Headers.Authorization = AppScene.Basic(scene.BoundClient, MetadataScene.BoundSecret)))
                .Json.TryGetProperty("cnf", out _);
        Assert.Equal(scene.Flag("tls_client_certificate_bound_access_tokens"), bound);
    }

    /// <summary>By one method or another something that is no "not found" comes back.</summary>
    private static async Task<bool> IsServedAsync(MetadataScene scene, string path)
    {
        using var form = new FormUrlEncodedContent([]);
        using var post = await scene.App.Http.PostAsync(path, form);
        using var get = await scene.App.Http.GetAsync(path);
        Assert.True((int)post.StatusCode < 500 && (int)get.StatusCode < 500, path);
        return (int)post.StatusCode is not (404 or 405) || (int)get.StatusCode is not (404 or 405);
    }

    private static IEnumerable<string> RoutesOf(MetadataScene scene)
        => scene.Portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ControllerActionDescriptor>() is not null)
            .Select(e => "/" + (e.RoutePattern.RawText ?? string.Empty).TrimStart('/'))
            .Select(route => route.Replace("{clientId}", "nobody", StringComparison.Ordinal))
            .Select(route => route.Split("/{")[0])
            .Distinct();
}
