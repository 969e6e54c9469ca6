using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using AuthPortal.Tests.Endpoints;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>MUST and MUST NOT at /authorize and /par that no other class of these tests plays.</summary>
public sealed class AuthorizeRefusalTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Theory]
    [InlineData("dpop+jwt")]
    [InlineData("at+jwt")]
    [InlineData("client-authentication+jwt")]
    [InlineData("logout+jwt")]
    public async Task Rfc9101_Section_10_8_another_kind_of_jwt_of_the_client_is_no_request(string type)
    {
        using var key = new ClientSigner();
        var client = await SignerAsync(key);
        await IsRefusedAsync(client, "request=" + key.Sign(Object(client), type));
        await IsAnsweredAsync(client, "request=" + key.Sign(Object(client), "oauth-authz-req+jwt"));
    }

    [Fact]
    public async Task Rfc9101_Section_10_2_a_signature_made_with_the_public_key_as_a_secret_is_refused()
    {
        using var key = new ClientSigner();
        var client = await SignerAsync(key);
        var secret = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key.Jwk.ToJsonString()));
        var forged = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            Object(client).ToJsonString(), new SigningCredentials(secret, "HS256"));
        await IsRefusedAsync(client, "request=" + forged);
    }

    [Fact]
    public async Task Rfc9101_Section_5_an_object_and_a_reference_together_are_refused()
    {
        using var key = new ClientSigner();
        var client = await SignerAsync(key, "https://app.example.test/request");
        await IsRefusedAsync(
            client, $"request={key.Sign(Object(client))}&request_uri=https%3A%2F%2Fapp.example.test%2Frequest", "invalid_request");
    }

    [Fact]
    public async Task Rfc9101_Section_5_the_client_stands_beside_the_object_too()
    {
        using var key = new ClientSigner();
        var client = await SignerAsync(key);
        using var browser = await portal.SignedInAsync();
        var before = await Rows.CountAsync(portal);
        AuthorizeAssert.IsShown(await browser.GoAsync("/authorize?request=" + key.Sign(Object(client))));
        AuthorizeAssert.IsShown(await browser.GoAsync($"/authorize?client_id={Trusted}&request=" + key.Sign(Object(client))));
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    [Fact]
    public async Task Rfc9449_Section_10_1_a_proof_at_par_binds_the_code_and_has_to_agree_with_dpop_jkt()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { SkipConsent = true });
        using var key = new DpopClient(app);
        using var thief = new DpopClient(app);
        (string, string)[] request =
        [
            ("response_type", "code"), ("redirect_uri", AppScene.Redirect), ("scope", "openid"),
            ("code_challenge", Pkce.Challenge(AppScene.Verifier)), ("code_challenge_method", "S256"),
        ];
        var before = await portal.ReadAsync(db => db.PushedRequests.CountAsync());
        (await PushAsync(app, key.Proof("POST", Portal.Issuer + "/par"), [.. request, ("dpop_jkt", thief.Key.Thumbprint)]))
            .Refused("invalid_request");
        (await PushAsync(app, key.Proof("POST", Portal.Issuer + "/token"), request)).Refused("invalid_dpop_proof");
        Assert.Equal(before, await portal.ReadAsync(db => db.PushedRequests.CountAsync()));

        var uri = (await PushAsync(app, key.Proof("POST", Portal.Issuer + "/par"), request))["request_uri"]!;
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(app.User.UserName!);
        var code = (await browser.GoAsync($"/authorize?client_id={app.ClientId}&request_uri={Uri.EscapeDataString(uri)}")).Answer["code"];
        (await thief.RedeemAsync(code, thief.TokenProof())).Refused("invalid_grant");
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Fact]
    public async Task Rfc9449_Section_10_1_a_proof_at_par_binds_the_code_of_a_signed_request_too()
    {
        using var signer = new ClientSigner();
        var app = await AppScene.CreateAsync(portal, m => m with { SkipConsent = true, Jwks = signer.Jwks });
        using var key = new DpopClient(app);
        using var thief = new DpopClient(app);
        var before = await portal.ReadAsync(db => db.PushedRequests.CountAsync());
        var other = Object(app.ClientId);
        (other["redirect_uri"], other["dpop_jkt"]) = (AppScene.Redirect, thief.Key.Thumbprint);
        (await PushAsync(app, key.Proof("POST", Portal.Issuer + "/par"), ("request", signer.Sign(other)))).Refused("invalid_request");
        Assert.Equal(before, await portal.ReadAsync(db => db.PushedRequests.CountAsync()));

        var request = Object(app.ClientId);
        request["redirect_uri"] = AppScene.Redirect;
        var uri = (await PushAsync(app, key.Proof("POST", Portal.Issuer + "/par"), ("request", signer.Sign(request))))["request_uri"]!;
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(app.User.UserName!);
        var code = (await browser.GoAsync($"/authorize?client_id={app.ClientId}&request_uri={Uri.EscapeDataString(uri)}")).Answer["code"];
        (await thief.RedeemAsync(code, thief.TokenProof())).Refused("invalid_grant");
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("client_id")]
    [InlineData("aud")]
    public async Task Rfc9126_Section_3_a_pushed_object_of_another_client_or_for_another_server_is_refused(string claim)
    {
        using var signer = new ClientSigner();
        var app = await AppScene.CreateAsync(portal, m => m with { Jwks = signer.Jwks });
        var request = Object(app.ClientId);
        (request["redirect_uri"], request[claim]) = (AppScene.Redirect, "https://somebody.example.test");
        var before = await portal.ReadAsync(db => db.PushedRequests.CountAsync());
        (await app.PostAsync("/par", ("request", signer.Sign(request)))).Refused("invalid_request_object");
        Assert.Equal(before, await portal.ReadAsync(db => db.PushedRequests.CountAsync()));
    }

    /// <summary>Decrypting is not offered: what is no signed JWT is none at all.</summary>
    [Fact]
    public async Task Rfc9101_Section_6_1_an_encrypted_object_is_refused()
    {
        using var key = new ClientSigner();
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        var client = await SignerAsync(key);
        var encrypted = new JsonWebTokenHandler().EncryptToken(
            key.Sign(Object(client)),
            new EncryptingCredentials(new RsaSecurityKey(rsa), "RSA-OAEP", "A128CBC-HS256"));
        await IsRefusedAsync(client, "request=" + encrypted);
    }

    [Fact]
    public async Task Rfc9126_Section_2_3_only_a_posted_form_is_taken_and_nothing_is_kept_of_anything_else()
    {
        var before = await portal.ReadAsync(db => db.PushedRequests.CountAsync());
        using var http = portal.NewClient();
        http.DefaultRequestHeaders.Authorization = AppScene.Basic(Web, "secret-value");
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        (await Answer.OfAsync(await http.PostAsync("/par", json))).Refused("invalid_request");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.GetAsync("/par?response_type=code")).StatusCode);
        using var put = new FormUrlEncodedContent(Request());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.PutAsync("/par", put)).StatusCode);
        Assert.Equal(before, await portal.ReadAsync(db => db.PushedRequests.CountAsync()));
    }

    [Fact]
    public async Task Rfc8252_Section_8_6_a_native_app_on_a_port_of_the_device_is_asked_about_each_time()
    {
        using var browser = await portal.SignedInAsync();
        var address = Address(("client_id", Native), ("redirect_uri", "http://127.0.0.1:49152/cb"));
        for (var i = 0; i < 2; i++)
        {
            var consent = await browser.GoAsync(address);
            Assert.Equal("/consent", consent.Address.AbsolutePath);
            Assert.NotEmpty((await browser.SubmitAsync(consent, ("decision", "allow"))).Answer["code"]);
        }

        var before = await portal.CountCodesAsync();
        Assert.Equal("consent_required", (await browser.GoAsync(address + "&prompt=none")).Answer["error"]);
        Assert.Equal(before, await portal.CountCodesAsync());
    }

    [Fact]
    public async Task Jarm_Section_2_3_1_tokens_are_not_put_into_a_query_even_signed_and_Rfc6749_3_1_1_order_means_nothing()
    {
        await using var legacy = new Portal { Settings = { ["OAuth:LegacyGrants"] = "true" } };
        await legacy.AddUserAsync("alice");
        await legacy.AddClientAsync(Web, Metadata with
        {
            GrantTypes = ["authorization_code", "implicit"],
            ResponseTypes = ["code", "code id_token"],
            SkipConsent = true,
        });
        using var browser = new Browser(legacy);
        await browser.HasSignedInAsync("alice");
        var before = await Rows.CountAsync(legacy);
        foreach (var mode in new[] { "query", "query.jwt" })
        {
            var visit = await browser.GoAsync(Address(("response_type", "code id_token"), ("response_mode", mode)));
            Assert.Contains("error=invalid_request", visit.LeftFor, StringComparison.Ordinal);
            Assert.DoesNotContain("code=", visit.LeftFor, StringComparison.Ordinal);
        }

        Assert.Equal(before, await Rows.CountAsync(legacy));
        var done = await browser.GoAsync(Address(("response_type", "id_token code")));
        Assert.Contains("#", done.LeftFor, StringComparison.Ordinal);
        Assert.NotEmpty(done.Answer["code"]);
        Assert.NotEmpty(done.Answer["id_token"]);
    }

    private static JsonObject Object(string client) => new()
    {
        ["iss"] = client,
        ["aud"] = Portal.Issuer,
        ["client_id"] = client,
        ["redirect_uri"] = Callback,
        ["response_type"] = "code",
        ["scope"] = "openid",
        ["state"] = "of the object",
        ["code_challenge"] = Challenge,
        ["code_challenge_method"] = "S256",
    };

    private static string At(string client, string more)
        => $"/authorize?client_id={client}&redirect_uri={Uri.EscapeDataString(Callback)}&{more}";

    private static async Task<Answer> PushAsync(AppScene app, string proof, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/par")
        {
            Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        request.Headers.Authorization = AppScene.Basic(app.ClientId, app.Secret!);
        request.Headers.Add("DPoP", proof);
        return await Answer.OfAsync(await app.Http.SendAsync(request));
    }

    private async Task<string> SignerAsync(ClientSigner key, params string[] requestUris)
    {
        var name = AppScene.NextName();
        await portal.AddClientAsync(name, Metadata with { SkipConsent = true, Jwks = key.Jwks, RequestUris = requestUris }, "secret-value");
        return name;
    }

    private async Task IsRefusedAsync(string client, string more, string error = "invalid_request_object")
    {
        using var browser = await portal.SignedInAsync();
        var before = await Rows.CountAsync(portal);
        var visit = await browser.GoAsync(At(client, more));
        Assert.Equal(error, visit.Answer["error"]);
        Assert.False(visit.Answer.ContainsKey("code"));
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    private async Task IsAnsweredAsync(string client, string more)
    {
        using var browser = await portal.SignedInAsync();
        Assert.NotEmpty((await browser.GoAsync(At(client, more))).Answer["code"]);
    }
}
