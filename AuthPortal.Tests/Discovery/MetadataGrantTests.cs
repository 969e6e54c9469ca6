using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using static AuthPortal.Tests.Tokens.AppScene;

namespace AuthPortal.Tests.Discovery;

/// <summary>
/// RFC 8414 §2, in both directions and under each combination of settings: what is listed works when it is used, and
/// what works is listed. Here the grants and what /authorize takes.
/// </summary>
[Collection(MetadataGroup.Name)]
public sealed class MetadataGrantTests(MetadataScenes scenes)
{
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    private static readonly string[] Grants =
    [
        "authorization_code", "refresh_token", "client_credentials", "implicit", "password", GrantTypeName.DeviceCode,
        GrantTypeName.TokenExchange, GrantTypeName.JwtBearer, "urn:openid:params:grant-type:ciba",
        "urn:ietf:params:oauth:grant-type:saml2-bearer", "unheard-of",
    ];

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Grant_types(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        var work = new List<string>();
        foreach (var grant in Grants)
        {
            if (await WorksAsync(scene, grant))
            {
                work.Add(grant);
            }
        }

        Assert.Equal(scene.List("grant_types_supported").Order(), work.Order());
    }

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Response_types(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        using var browser = await scene.SignedInAsync();
        var work = new List<string>();
        foreach (var type in new[] { "code", "none", "code code", "unheard-of" }.Concat(ResponseType.Legacy))
        {
            var answer = (await scene.GoAsync(browser, ("response_type", type))).Answer;
            if (!answer.TryGetValue("error", out var error))
            {
                Assert.Equal(
                    type.Split(' ').Select(word => word == "token" ? "access_token" : word).Order(),
                    answer.Keys.Intersect(["code", "access_token", "id_token"]).Order());
                work.Add(type);
            }
            else
            {
                Assert.Equal("unsupported_response_type", error);
            }
        }

        Assert.Equal(scene.List("response_types_supported").Order(), work.Order());
    }

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Response_modes(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        using var browser = await scene.SignedInAsync();
        var work = new List<string>();
        foreach (var mode in new[]
        {
            "query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt", "jwt", "web_message", "unheard-of",
        })
        {
            var visit = await scene.GoAsync(browser, ("response_mode", mode));
            var names = visit.LeftFor is null
                ? visit.Page!.QuerySelectorAll("form#answer input").Select(i => i.GetAttribute("name")!).ToList()
                : [.. visit.Answer.Keys];
            if (names.Contains(mode.EndsWith("jwt", StringComparison.Ordinal) ? "response" : "code"))
            {
                work.Add(mode);
            }
            else
            {
                Assert.Equal("invalid_request", visit.Answer["error"]);
            }
        }

        Assert.Equal(scene.List("response_modes_supported").Order(), work.Order());
    }

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Prompt_values(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        var work = new List<string>();
        foreach (var prompt in new[] { "none", "login", "consent", "select_account", "create", "unheard-of" })
        {
            using var browser = await scene.SignedInAsync();
            var visit = await scene.GoAsync(browser, ("prompt", prompt));
            var page = prompt switch
            {
                "none" => "/authorize",
                "consent" => "/consent",
                "create" => "/signup",
                _ => "/login",
            };
            if (visit.Answer.GetValueOrDefault("error") != "invalid_request")
            {
                Assert.Equal(page, visit.Address.AbsolutePath);
                work.Add(prompt);
            }
        }

        Assert.Equal(scene.List("prompt_values_supported").Order(), work.Order());
    }

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Scopes(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        using var browser = await scene.SignedInAsync();
        var work = new List<string>();
        foreach (var scope in new[]
        {
            "openid", "profile", "email", "address", "phone", "offline_access", MetadataScene.Scope, "groups", "unheard.of",
        })
        {
            var answer = (await scene.GoAsync(browser, ("scope", scope))).Answer;
            if (answer.ContainsKey("code"))
            {
                work.Add(scope);
            }
            else
            {
                Assert.Equal("invalid_scope", answer["error"]);
            }
        }

        Assert.Equal(scene.List("scopes_supported").Order(), work.Order());
    }

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Code_challenge_methods(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        using var browser = await scene.SignedInAsync();
        var work = new List<string>();
        foreach (var method in new[] { "S256", "plain", "S512" })
        {
            if ((await scene.GoAsync(browser, ("code_challenge_method", method))).Answer.ContainsKey("code"))
            {
                work.Add(method);
            }
        }

        Assert.Equal(scene.List("code_challenge_methods_supported").Order(), work.Order());
    }

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Ui_locales(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        var work = new List<string>();
        foreach (var locale in new[] { "en", "ko", "se", "de" })
        {
            // Beside another that is there, so that the default can't pass for it.
            using var browser = new Browser(scene.Portal);
            var visit = await scene.GoAsync(browser, ("ui_locales", $"{locale} {(locale == "en" ? "ko" : "en")}"));
            if (visit.Page!.DocumentElement.GetAttribute("lang") == locale)
            {
                work.Add(locale);
            }
        }

        Assert.Equal(scene.List("ui_locales_supported").Order(), work.Order());
    }

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Acr_values(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        using var browser = await scene.SignedInAsync();

        // What can be asked for is what somebody can reach: this person has a passkey too.
        var passkey = new IdentityUserPasskey<string>
        {
            UserId = scene.App.User.Id,
            CredentialId = [1, 2, 3, 4],
            Data = new IdentityPasskeyData { PublicKey = [1], AttestationObject = [], ClientDataJson = [] },
        };
        await scene.Portal.WriteAsync(db => db.AddAsync(passkey).AsTask());
        var work = new List<string>();
        foreach (var acr in new[] { "urn:authportal:acr:pwd", "urn:authportal:acr:mfa", "phr", "phrh", "unheard-of" })
        {
            var claims = $"{{\"id_token\":{{\"acr\":{{\"essential\":true,\"value\":\"{acr}\"}}}}}}";
            var visit = await scene.GoAsync(browser, ("claims", claims));

            // Reached already, or worth a stronger sign-in.
            if (visit.Answer.ContainsKey("code") || visit.Address.AbsolutePath.StartsWith("/login", StringComparison.Ordinal))
            {
                work.Add(acr);
            }
            else
            {
                Assert.Equal("unmet_authentication_requirements", visit.Answer["error"]);
            }
        }

        await scene.Portal.WriteAsync(db => db.Set<IdentityUserPasskey<string>>()
            .Where(p => p.UserId == scene.App.User.Id).ExecuteDeleteAsync());
        Assert.Equal(scene.List("acr_values_supported").Order(), work.Order());
    }

    private static async Task<bool> WorksAsync(MetadataScene scene, string grant)
    {
        var app = scene.App;
        switch (grant)
        {
            case "authorization_code":
                return (await app.RedeemAsync(await app.CodeAsync())).Status == 200;
            case "refresh_token":
                var token = (await app.RedeemAsync(await app.CodeAsync())).Ok()["refresh_token"];
                return Offered(await app.RefreshAsync(token ?? "none-was-given"), requiresTokens: token is not null);
            case "implicit":
                using (var browser = await scene.SignedInAsync())
                {
                    return (await scene.GoAsync(browser, ("response_type", "token"))).Answer.ContainsKey("access_token");
                }

            case "password":
                return Offered(await app.TokenAsync(
                    ("grant_type", grant), ("username", app.User.UserName), ("password", Seed.Password), ("scope", "openid")));
            case GrantTypeName.DeviceCode:
                var asked = await app.PostAsync("/device_authorization", ("scope", "openid"));
                var polled = await app.TokenAsync(("grant_type", grant), ("device_code", asked["device_code"]));
                return polled["error"] == "authorization_pending" || Offered(polled);
            case GrantTypeName.TokenExchange:
                return await ExchangesAsync(scene);
            case GrantTypeName.JwtBearer:
                return Offered(await app.TokenAsync(
                    ("grant_type", grant), ("assertion", scene.Key.Sign(scene.Claims(app.ClientId, app.User.Id)))));
            default:
                return Offered(await app.TokenAsync(("grant_type", grant), ("scope", MetadataScene.Scope)));
        }
    }

    /// <summary>What is not offered is refused by that name and gives nothing.</summary>
    private static bool Offered(Answer answer, bool requiresTokens = true)
    {
        if (answer["error"] == "unsupported_grant_type")
        {
            return false;
        }

        Assert.True(!requiresTokens || answer.Status == 200, answer.Body);
        return true;
    }

    private static async Task<bool> ExchangesAsync(MetadataScene scene)
    {
        const string Secret = "secret-of-the-api";
        var api = await scene.AddClientAsync(
            new ClientMetadata
            {
                GrantTypes = [GrantTypeName.TokenExchange],
                ResponseTypes = [],
                Scope = MetadataScene.Scope,
                TokenExchangeAudiences = [MetadataScene.NextApi],
            },
            Secret);
        await scene.Portal.AddResourceAsync(api, "Its own", MetadataScene.Scope);
        scene.Portal.Services.GetRequiredService<AuthPortal.Clients.ScopeCatalog>().Forget();
        var subject = (await scene.App.RedeemAsync(await scene.App.CodeAsync(MetadataScene.Scope))).Ok()["access_token"]!;
        return Offered(await scene.PostAsync(
            "/token",
            [("grant_type", GrantTypeName.TokenExchange), ("subject_token", subject), ("subject_token_type", AccessToken), ("resource", MetadataScene.NextApi)],
            request => request.Headers.Authorization = Basic(api, Secret)));
    }
}
