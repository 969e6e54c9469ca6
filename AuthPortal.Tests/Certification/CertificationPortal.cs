using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Certification;

/// <summary>A portal as the OpenID Foundation's suite would find it: its clients, and a person with every claim.</summary>
public sealed class CertificationPortal : Portal, IAsyncLifetime
{
    public const string Callback = "https://rp.example.test/callback";
    public const string OtherCallback = "https://rp.example.test/other?dummy1=lorem&dummy2=ipsum";
    public const string AfterLogout = "https://rp.example.test/signed-out";
    public const string Client = "rp";

    /// <summary>May ask for tokens from /authorize itself.</summary>
    public const string FrontClient = "rp-front";
    public const string PostClient = "rp-post";
    public const string FrontPostClient = "rp-front-post";
    public const string RsaClient = "rp-rs256";
    public const string FrontRsaClient = "rp-front-rs256";

    /// <summary>Registered for request objects that it does not sign.</summary>
    public const string UnsignedClient = "rp-unsigned";
    public const string OtherClient = "rp-other";
    public const string Secret = "certification-secret";
    public const string Person = "certified";

    public string Subject { get; private set; } = string.Empty;

    public async Task InitializeAsync()
    {
        Settings["OAuth:LegacyGrants"] = "true";
        var user = await this.AddUserAsync(Person);
        Subject = user.Id;
        await WriteAsync(async db =>
        {
            var stored = await db.Users.SingleAsync(u => u.Id == user.Id);
            stored.PhoneNumber = "+82 2 1234 5678";
            stored.Profile = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(
                """
                {"name":"Certa Fied","given_name":"Certa","family_name":"Fied","middle_name":"M","nickname":"cert",
                 "profile":"https://example.test/p","picture":"https://example.test/i.png",
                 "website":"https://example.test/","gender":"female","birthdate":"1990-01-01",
                 "zoneinfo":"Asia/Seoul","locale":"ko-KR","address":{"formatted":"Seoul","country":"KR"}}
                """)!;
        });
        await AddClientsAsync();
    }

    /// <summary>What a client registered for its ID tokens.</summary>
    public static string AlgorithmOf(string clientId) => clientId is RsaClient or FrontRsaClient ? "RS256" : "ES256";

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    private async Task AddClientsAsync()
    {
        var metadata = new ClientMetadata
        {
            ClientName = "Suite",
            RedirectUris = [Callback, OtherCallback],
            PostLogoutRedirectUris = [AfterLogout],
            GrantTypes = ["authorization_code", "refresh_token"],
            ResponseTypes = ["code"],
            Scope = "openid profile email address phone offline_access",
            SkipConsent = true,
        };
        await this.AddClientAsync(Client, metadata, Secret);
        await this.AddClientAsync(OtherClient, metadata, Secret);
        await this.AddClientAsync(
            PostClient, metadata with { TokenEndpointAuthMethod = "client_secret_post" }, Secret);
        await this.AddClientAsync(RsaClient, metadata with { IdTokenSignedResponseAlg = "RS256" }, Secret);
        var front = metadata with
        {
            GrantTypes = ["authorization_code", "implicit", "refresh_token"],
            ResponseTypes = ["code", .. ResponseType.Legacy],
        };
        await this.AddClientAsync(FrontClient, front, Secret);
        await this.AddClientAsync(
            FrontPostClient, front with { TokenEndpointAuthMethod = "client_secret_post" }, Secret);
        await this.AddClientAsync(FrontRsaClient, front with { IdTokenSignedResponseAlg = "RS256" }, Secret);
        await this.AddClientAsync(UnsignedClient, front with { RequestObjectSigningAlg = "none" }, Secret);
    }
}
