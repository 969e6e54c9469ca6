using System.Text.Json.Nodes;
using AuthPortal.Clients.Registration;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Discovery;

/// <summary>
/// The same for how clients prove themselves and what is signed: every method and algorithm of the lists works, and none
/// that is left out does.
/// </summary>
[Collection(MetadataGroup.Name)]
public sealed class MetadataProofTests(MetadataScenes scenes)
{
    private const string Secret = "a secret of at least two hundred and fifty-six bits, for HS512 as well as for HS256";
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly string[] Methods =
    [
        "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none", "tls_client_auth",
        "self_signed_tls_client_auth",
    ];

    /// <summary>Of RSA and P-256 keys, secrets and nobody.</summary>
    private static readonly string[] Algorithms = ["ES256", "PS256", "RS256", "RS384", "PS512", "HS256", "HS512", "none"];

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Client_authentication_methods(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        foreach (var (endpoint, form) in new[]
        {
            ("token", new[] { ("grant_type", "authorization_code"), ("code", "unknown"), ("redirect_uri", AppScene.Redirect), ("code_verifier", AppScene.Verifier) }),
            ("introspection", [("token", "unknown")]),
            ("revocation", [("token", "unknown")]),
        })
        {
            var path = new Uri(scene.Metadata.GetProperty(endpoint + "_endpoint").GetString()!).AbsolutePath;
            var work = new List<string>();
            foreach (var method in Methods)
            {
                var answer = await ProveAsync(scene, path, form, method);
                if (answer["error"] != "invalid_client")
                {
                    Assert.True(answer.Status == 200 || answer["error"] == "invalid_grant", answer.Body);
                    work.Add(method);
                }
            }

            Assert.Equal(scene.List(endpoint + "_endpoint_auth_methods_supported").Order(), work.Order());
        }
    }

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Assertion_algorithms(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        var work = new List<string>();
        foreach (var algorithm in Algorithms)
        {
            using var signed = new AnySigner(algorithm, Secret);
            var clientId = await scene.AddClientAsync(
                Machine with { TokenEndpointAuthMethod = signed.Method, Jwks = signed.Jwks }, Secret);
            var answer = await scene.PostAsync(
                "/token",
                [
                    ("grant_type", "client_credentials"), ("client_assertion_type", AssertionType),
                    ("client_assertion", signed.Sign(scene.Claims(clientId))),
                ]);
            if (answer.Status == 200)
            {
                work.Add(algorithm);
            }
            else
            {
                answer.Refused("invalid_client", 401);
            }
        }

        foreach (var endpoint in new[] { "token", "introspection", "revocation" })
        {
            Assert.Equal(scene.List(endpoint + "_endpoint_auth_signing_alg_values_supported").Order(), work.Order());
        }
    }

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Request_object_algorithms(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        Assert.True(scene.Flag("request_parameter_supported"));
        using var browser = await scene.SignedInAsync();
        var work = new List<string>();
        foreach (var algorithm in Algorithms)
        {
            using var signed = new AnySigner(algorithm, Secret);
            var clientId = await scene.AddClientAsync(
                Person with { Jwks = signed.Jwks, RequestObjectSigningAlg = algorithm }, Secret);
            var claims = new JsonObject(scene.Request(("client_id", clientId))
                .Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)))
            {
                ["iss"] = clientId,
                ["aud"] = Portal.Issuer,
            };
            var visit = await scene.GoAsync(browser, ("client_id", clientId), ("request", signed.Sign(claims)));
            if (visit.Answer.ContainsKey("code"))
            {
                work.Add(algorithm);
            }
            else
            {
                Assert.Equal("invalid_request_object", visit.Answer["error"]);
            }
        }

        Assert.Equal(scene.List("request_object_signing_alg_values_supported").Order(), work.Order());
    }

    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Dpop_algorithms(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        var work = new List<string>();
        foreach (var algorithm in Algorithms.Where(a => a[0] is 'E' or 'P' or 'R'))
        {
            using var key = new ClientSigner(algorithm);
            var answer = await DpopAsync(scene, key, nonce: null);
            if (answer["error"] == "use_dpop_nonce")
            {
                answer = await DpopAsync(scene, key, answer.Headers.GetValues("DPoP-Nonce").Single());
            }

            if (answer["token_type"] == "DPoP")
            {
                work.Add(algorithm);
            }
            else
            {
                answer.Refused("invalid_dpop_proof");
            }
        }

        Assert.Equal(scene.List("dpop_signing_alg_values_supported").Order(), work.Order());
    }

    /// <summary>What the server signs: each algorithm can be registered for and comes; no other can be registered for.</summary>
    [Theory]
    [MemberData(nameof(MetadataScenes.All), MemberType = typeof(MetadataScenes))]
    public async Task Algorithms_of_what_the_server_signs(string settings)
    {
        var scene = await scenes.OfAsync(settings);
        (string List, Func<string, ClientMetadata> Choose, Func<MetadataScene, string, Task<string>> Get)[] kinds =
        [
            ("id_token_signing_alg_values_supported", a => Person with { IdTokenSignedResponseAlg = a }, IdTokenAsync),
            ("userinfo_signing_alg_values_supported", a => Person with { UserinfoSignedResponseAlg = a }, UserInfoAsync),
            ("introspection_signing_alg_values_supported", a => Person with { IntrospectionSignedResponseAlg = a }, IntrospectionAsync),
            ("authorization_signing_alg_values_supported", a => Person with { AuthorizationSignedResponseAlg = a }, JarmAsync),
        ];
        foreach (var (list, choose, get) in kinds)
        {
            var work = new List<string>();
            foreach (var algorithm in new[] { "ES256", "PS256", "RS256", "ES384", "RS512", "HS256", "EdDSA" })
            {
                if (RegistrationRules.Check(choose(algorithm), new RegistrationContext(true, ScopeSet.Parse(Person.Scope))).Count == 0)
                {
                    var clientId = await scene.AddClientAsync(choose(algorithm), Secret);
                    Assert.Equal(algorithm, new JsonWebToken(await get(scene, clientId)).Alg);
                    work.Add(algorithm);
                }
            }

            Assert.Equal((list, string.Join(' ', scene.List(list).Order())), (list, string.Join(' ', work.Order())));
        }
    }

    private static ClientMetadata Machine => new()
    {
        GrantTypes = ["client_credentials"],
        ResponseTypes = [],
        Scope = MetadataScene.Scope,
    };

    private static ClientMetadata Person => new()
    {
        ClientName = "App",
        RedirectUris = [AppScene.Redirect],
        GrantTypes = ["authorization_code"],
        Scope = "openid",
        SkipConsent = true,
    };

    private static async Task<Answer> ProveAsync(
        MetadataScene scene,
        string path,
        IEnumerable<(string, string)> form,
        string method)
    {
        var clientId = await scene.AddClientAsync(
            Person with
            {
                TokenEndpointAuthMethod = method,
                TlsClientAuthSanDns = method == "tls_client_auth" ? MetadataScene.CertificateName : null,
                Jwks = method == "self_signed_tls_client_auth" ? scene.CertificateKeys : scene.Key.Jwks,
            },
            Secret);
        var named = form.Append(("client_id", clientId));
        return method switch
        {
            "client_secret_basic" => await scene.PostAsync(
                path, form, request => request.Headers.Authorization = AppScene.Basic(clientId, Secret)),
            "client_secret_post" => await scene.PostAsync(path, named.Append(("client_secret", Secret))),
            "client_secret_jwt" or "private_key_jwt" => await scene.PostAsync(
                path,
                form.Append(("client_assertion_type", AssertionType)).Append(("client_assertion", method == "private_key_jwt"
                    ? scene.Key.Sign(scene.Claims(clientId))
                    : AnySigner.Hmac("HS256", Secret, scene.Claims(clientId))))),
            "none" => await scene.PostAsync(path, named),
            _ => await scene.PostAsync(path, named, scene.AddCertificate),
        };
    }

    private static Task<Answer> DpopAsync(MetadataScene scene, ClientSigner key, string? nonce)
    {
        var claims = new JsonObject
        {
            ["jti"] = Secrets.Generate(),
            ["htm"] = "POST",
            ["htu"] = Portal.Issuer + "/token",
            ["iat"] = scene.Portal.Clock.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (nonce is not null)
        {
            claims["nonce"] = nonce;
        }

        var open = key.Jwk.ToDictionary(m => m.Key, m => (object)m.Value!.ToString(), StringComparer.Ordinal);
        return scene.PostAsync(
            "/token",
            [("grant_type", "client_credentials"), ("scope", MetadataScene.Scope)],
            request =>
            {
                request.Headers.Authorization = AppScene.Basic(scene.App.ClientId, scene.App.Secret!);
                request.Headers.Add("DPoP", key.Sign(claims, "dpop+jwt", ("jwk", open)));
            });
    }

    private static async Task<string> IdTokenAsync(MetadataScene scene, string clientId)
        => (await TokensAsync(scene, clientId))["id_token"]!;

    private static async Task<string> UserInfoAsync(MetadataScene scene, string clientId)
        => (await scene.App.UserInfoAsync((await TokensAsync(scene, clientId))["access_token"]!)).Ok().Body;

    private static async Task<string> IntrospectionAsync(MetadataScene scene, string clientId)
        => (await scene.PostAsync("/introspect", [("token", "unknown")], Basic(clientId))).Ok().Body;

    private static async Task<string> JarmAsync(MetadataScene scene, string clientId)
    {
        using var browser = await scene.SignedInAsync();
        return (await scene.GoAsync(browser, ("client_id", clientId), ("response_mode", "jwt"))).Answer["response"];
    }

    private static async Task<Answer> TokensAsync(MetadataScene scene, string clientId)
    {
        using var browser = await scene.SignedInAsync();
        var code = (await scene.GoAsync(browser, ("client_id", clientId))).Answer["code"];
        return (await scene.PostAsync(
            "/token",
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", AppScene.Redirect), ("code_verifier", AppScene.Verifier)],
            Basic(clientId))).Ok();
    }

    private static Action<HttpRequestMessage> Basic(string clientId)
        => request => request.Headers.Authorization = AppScene.Basic(clientId, Secret);
}
