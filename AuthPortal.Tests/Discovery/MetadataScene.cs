using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Discovery;

/// <summary>A server with some settings, what its metadata says, and an app that may do everything.</summary>
public sealed class MetadataScene : IAsyncDisposable
{
    /// <summary>Settings that change what the server offers, together where they meet.</summary>
    public static readonly IReadOnlyList<string> Combinations =
    [
        "",
        "LegacyGrants=true",
        "RefreshTokens=false",
        "MutualTls=true",
        "DynamicRegistration=open;ClientIdMetadataDocuments=false",
        "DynamicRegistration=off;AccessTokenFormat=opaque;DpopNonce=required",
        "LegacyGrants=true;MutualTls=true;DynamicRegistration=token;UnregisteredResources=false",
    ];

    /// <summary>In all of them the same, as an operator's own scope.</summary>
    public const string Scope = "notes.read";

    public const string NextApi = "https://next.example.test";
    public const string CertificateName = "client.example.test";

    /// <summary>Of <see cref="BoundClient"/>.</summary>
    public const string BoundSecret = "secret-of-the-bound-client";

    private readonly Certified _portal;

    private MetadataScene(Certified portal, AppScene app, JsonElement metadata)
    {
        _portal = portal;
        App = app;
        Metadata = metadata;
    }

    public Portal Portal => _portal;

    /// <summary>Registered for every grant and response type; its secret goes by Basic.</summary>
    public AppScene App { get; }

    public JsonElement Metadata { get; }

    /// <summary>Its tokens are bound to its certificate.</summary>
    public string BoundClient { get; private init; } = string.Empty;

    public ClientSigner Key => _portal.Key;

    public X509Certificate2 Certificate => _portal.Leaf;

    /// <summary>The key of the certificate, as a client registers it.</summary>
    public JsonElement CertificateKeys
    {
        get
        {
            using var key = Certificate.GetECDsaPublicKey();
            var point = key!.ExportParameters(includePrivateParameters: false).Q;
            return JsonSerializer.SerializeToElement(new
            {
                keys = new[]
                {
                    new { kty = "EC", crv = "P-256", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) },
                },
            });
        }
    }

    public static async Task<MetadataScene> CreateAsync(string settings)
    {
        var portal = new Certified();
        foreach (var setting in settings.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (setting.Split('=')[0], setting.Split('=')[1]);
            portal.Settings["OAuth:" + name] = value;
        }

        portal.Settings["OAuth:ClientCertificateAuthorities"] = portal.AuthorityFile;
        var (app, bound) = await SeedAsync(portal);
        using var http = portal.NewClient();
        var metadata = JsonDocument.Parse(await http.GetStringAsync("/.well-known/openid-configuration")).RootElement;
        return new MetadataScene(portal, app, metadata) { BoundClient = bound };
    }

    /// <summary>A list of the metadata; empty where it is left out.</summary>
    public IReadOnlyList<string> List(string name)
        => Metadata.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(v => v.GetString()!)] : [];

    public bool Flag(string name) => Metadata.TryGetProperty(name, out var flag) && flag.GetBoolean();

    /// <summary>Another client; with a secret that the server can read, so that client_secret_jwt can be tried.</summary>
    public async Task<string> AddClientAsync(ClientMetadata metadata, string secret)
    {
        var clientId = AppScene.NextName();
        await Portal.AddClientAsync(clientId, metadata with { ClientName = clientId });
        var vault = Portal.Services.GetRequiredService<SecretVault>();
        await Portal.WriteAsync(db =>
        {
            db.ClientSecrets.Add(new()
            {
                Id = Guid.CreateVersion7(),
                ClientId = clientId,
                Hash = Secrets.Hash(secret),
                ProtectedValue = vault.Seal(secret),
                Hint = "abcd",
            });
            return Task.CompletedTask;
        });
        return clientId;
    }

    public JsonObject Claims(string clientId, string? subject = null) => new()
    {
        ["iss"] = clientId,
        ["sub"] = subject ?? clientId,
        ["aud"] = Fixtures.Portal.Issuer,
        ["jti"] = Secrets.Generate(),
        ["exp"] = Portal.Clock.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds(),
    };

    /// <summary>Posts a form, with what else proves the client.</summary>
    public async Task<Answer> PostAsync(
        string path,
        IEnumerable<(string Name, string Value)> form,
        Action<HttpRequestMessage>? more = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        more?.Invoke(request);
        return await Answer.OfAsync(await App.Http.SendAsync(request));
    }

    public async Task<Browser> SignedInAsync()
    {
        var browser = new Browser(Portal);
        await browser.HasSignedInAsync(App.User.UserName!);
        return browser;
    }

    /// <summary>An authorization request of the app, changed here and there.</summary>
    public Task<Visit> GoAsync(Browser browser, params (string Name, string Value)[] changes)
        => browser.GoAsync("/authorize?" + string.Join(
            '&', Request(changes).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}")));

    public Dictionary<string, string> Request(params (string Name, string Value)[] changes)
    {
        var request = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = App.ClientId,
            ["redirect_uri"] = AppScene.Redirect,
            ["response_type"] = "code",
            ["scope"] = "openid",
            ["state"] = "s",
            ["nonce"] = "n",
            ["code_challenge"] = Pkce.Challenge(AppScene.Verifier),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            request[name] = value;
        }

        return request;
    }

    public void AddCertificate(HttpRequestMessage request)
        => request.Headers.Add(Certified.Header, Convert.ToBase64String(Certificate.RawData));

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    private static async Task<(AppScene App, string Bound)> SeedAsync(Certified portal)
    {
        const string Scopes = "openid profile email address phone offline_access notes.read";
        await portal.AddScopeAsync(Scope, "Read your notes");
        await portal.AddResourceAsync(NextApi, "Next", Scope);
        var app = await AppScene.CreateAsync(
            portal,
            m => m with
            {
                GrantTypes =
                [
                    "authorization_code", "refresh_token", "client_credentials", "implicit", "password",
                    GrantTypeName.DeviceCode, GrantTypeName.TokenExchange, GrantTypeName.JwtBearer,
                ],
                ResponseTypes = ["code", .. ResponseType.Legacy],
                Scope = Scopes,
                SkipConsent = true,
                Jwks = portal.Key.Jwks,
            },
            Scopes);
        var bound = AppScene.NextName();
        await portal.AddClientAsync(
            bound,
            new ClientMetadata
            {
                GrantTypes = ["client_credentials"],
                ResponseTypes = [],
                Scope = Scope,
                TlsClientCertificateBoundAccessTokens = true,
            },
            BoundSecret);
        return (app, bound);
    }

    /// <summary>Connections bring the certificate that a header of the test holds.</summary>
    private sealed class Certified : Portal
    {
        public const string Header = "X-Test-Certificate";

        private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public Certified()
        {
            using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=Authority", authorityKey, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var authority = request.CreateSelfSigned(From, From.AddYears(20));
            var leaf = new CertificateRequest("CN=Client", leafKey, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(CertificateName);
            leaf.CertificateExtensions.Add(names.Build());
            Leaf = leaf.Create(authority, From, From.AddYears(20), [1, 2, 3, 4]);
            AuthorityFile = Path.Combine(Folder, "authority.pem");
            File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());
        }

        public ClientSigner Key { get; } = new();

        public X509Certificate2 Leaf { get; }

        public string AuthorityFile { get; }

        protected override void UseClock(IServiceCollection services)
        {
            base.UseClock(services);
            services.AddSingleton<IStartupFilter, Connection>();
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            Key.Dispose();
            Leaf.Dispose();
        }

        private sealed class Connection : IStartupFilter
        {
            public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
            {
                app.Use((context, following) =>
                {
                    if (context.Request.Headers[Header] is [{ } raw])
                    {
                        context.Connection.ClientCertificate =
                            X509CertificateLoader.LoadCertificate(Convert.FromBase64String(raw));
                    }

                    return following(context);
                });
                next(app);
            };
        }
    }
}

/// <summary>One server for each combination of settings, for all classes that ask it.</summary>
public sealed class MetadataScenes : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Task<MetadataScene>> _scenes = new(StringComparer.Ordinal);

    public static TheoryData<string> All => [.. MetadataScene.Combinations];

    public Task<MetadataScene> OfAsync(string settings) => _scenes.GetOrAdd(settings, MetadataScene.CreateAsync);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
        => Task.WhenAll(_scenes.Values.Select(async scene => await (await scene).DisposeAsync()));
}

[CollectionDefinition(Name)]
public sealed class MetadataGroup : ICollectionFixture<MetadataScenes>
{
    public const string Name = "metadata";
}
