using System.Net;
using System.Text.Json;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Registration;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Tokens;

/// <summary>MUST and MUST NOT about tokens that no other class of these tests plays.</summary>
public sealed class TokenRefusalTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task Rfc6749_Section_4_4_3_a_client_that_acts_for_itself_gets_no_refresh_token()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { GrantTypes = ["client_credentials", "authorization_code", "refresh_token"] });
        var answer = (await app.TokenAsync(("grant_type", "client_credentials"))).Ok();
        Assert.Null(answer["refresh_token"]);
        Assert.Null(answer["id_token"]);
        Assert.Equal(0, await app.RefreshTokensAsync());
        var before = await Rows.CountAsync(portal);
        (await app.TokenAsync(("grant_type", "client_credentials"), ("scope", "offline_access"))).Refused("invalid_scope");
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    [Theory]
    [InlineData("GET", "form")]
    [InlineData("POST", "multipart")]
    [InlineData("POST", "json")]
    [InlineData("POST", "text")]
    [InlineData("GET", "cookie")]
    [InlineData("GET", "query")]
    public async Task Rfc6750_Section_2_2_and_5_3_a_token_anywhere_else_counts_as_none(string method, string place)
    {
        var app = await AppScene.CreateAsync(portal);
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        using var request = new HttpRequestMessage(
            new HttpMethod(method), place == "query" ? "/userinfo?access_token=" + token : "/userinfo");
        request.Content = place switch
        {
            "form" => new FormUrlEncodedContent([new("access_token", token)]),
            "multipart" => new MultipartFormDataContent { { new StringContent(token), "access_token" } },
            "json" => JsonContent.Create(new { access_token = token }),
            "text" => new StringContent("access_token=" + token),
            _ => null,
        };
        if (place == "cookie")
        {
            request.Headers.Add("Cookie", "access_token=" + token);
        }

        var answer = await Answer.OfAsync(await app.Http.SendAsync(request));
        Assert.True(answer.Status is 400 or 401, answer.Body);
        Assert.DoesNotContain(app.User.Id, answer.Body, StringComparison.Ordinal);
        (await app.UserInfoAsync(token)).Ok();
    }

    [Fact]
    public async Task Rfc6750_Section_3_1_without_a_token_no_reason_is_given_and_with_a_bad_one_its_own()
    {
        using var http = portal.NewClient();
        var bare = await Answer.OfAsync(await http.GetAsync("/userinfo"));
        Assert.Equal(401, bare.Status);
        Assert.DoesNotContain("error", bare.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        var app = await AppScene.CreateAsync(portal);
        Assert.Contains(
            "error=\"invalid_token\"", (await app.UserInfoAsync("unknown")).Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        var narrow = (await app.TokensAsync("profile")).GetProperty("access_token").GetString()!;
        var refused = (await app.UserInfoAsync(narrow)).Refused("insufficient_scope", 403);
        Assert.Contains("scope=\"openid\"", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Null(refused["sub"]);
    }

    [Fact]
    public async Task Rfc7662_Section_2_1_and_7009_2_1_nothing_is_told_or_ended_by_GET()
    {
        var app = await AppScene.CreateAsync(portal);
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        var before = await Rows.CountAsync(portal);
        foreach (var path in new[] { "/introspect", "/revoke", "/token" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?token={token}&grant_type=client_credentials");
            request.Headers.Authorization = AppScene.Basic(app.ClientId, app.Secret!);
            using var answer = await app.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
            Assert.Contains("POST", answer.Content.Headers.Allow);
        }

        Assert.Equal(before, await Rows.CountAsync(portal));
        (await app.UserInfoAsync(token)).Ok();
    }

    [Fact]
    public async Task Rfc7592_Section_3_and_6_a_registration_token_and_an_access_token_are_never_taken_for_one_another()
    {
        using var registrant = new Registrant(portal);
        var client = await registrant.RegisterAsync(Registrant.Public);
        var registration = client["registration_access_token"]!;
        var app = await AppScene.CreateAsync(portal);
        var access = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        var before = await Rows.CountAsync(portal);
        (await app.UserInfoAsync(registration)).Refused("invalid_token", 401);
        Assert.Equal("""{"active":false}""", (await app.PostAsync("/introspect", ("token", registration))).Ok().Body);
        (await app.RefreshAsync(registration)).Refused("invalid_grant");
        var path = $"/register/{client["client_id"]}";
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            (await registrant.SendAsync(method, path, null, access)).Refused("invalid_token", 401);
        }

        Assert.Equal(before, await Rows.CountAsync(portal));
        Assert.Equal(200, (await registrant.SendAsync(HttpMethod.Get, path, null, registration)).Status);
    }

    [Theory]
    [InlineData("client_id", "somebody-else")]
    [InlineData("client_secret", "a secret of my own choice")]
    [InlineData("redirect_uris", null)]
    [InlineData("grant_types", "client_credentials")]
    public async Task Rfc7592_Section_2_2_a_change_that_names_another_client_or_breaks_a_rule_changes_nothing(string member, string? value)
    {
        using var registrant = new Registrant(portal);
        var client = await registrant.RegisterAsync(Registrant.Public);
        var body = JsonSerializer.SerializeToNode(Registrant.Public)!.AsObject();
        body["client_id"] = client["client_id"];
        body["client_name"] = "Changed";
        body[member] = member == "grant_types" ? new System.Text.Json.Nodes.JsonArray(value) : value;
        var path = $"/register/{client["client_id"]}";
        var answer = await registrant.SendAsync(HttpMethod.Put, path, body.ToJsonString(), client["registration_access_token"]);
        Assert.Equal(400, answer.Status);
        Assert.Matches("^invalid_(client_metadata|redirect_uri)$", answer["error"]);
        var id = client["client_id"];
        Assert.Equal("Self", (await portal.ReadAsync(db => db.Clients.SingleAsync(c => c.Id == id))).Name);
    }

    [Fact]
    public async Task Rfc9701_Section_5_the_signed_answer_says_of_anothers_token_nothing_but_that_it_is_inactive()
    {
        var app = await AppScene.CreateAsync(portal);
        var reader = await AppScene.CreateAsync(portal, m => m with { IntrospectionSignedResponseAlg = "ES256" });
        var tokens = await app.TokensAsync();
        foreach (var kind in new[] { "access_token", "refresh_token", "id_token" })
        {
            var answer = (await reader.PostAsync("/introspect", ("token", tokens.GetProperty(kind).GetString()))).Ok();
            var signed = new JsonWebToken(answer.Body);
            Assert.Equal("""{"active":false}""", signed.GetPayloadValue<JsonElement>("token_introspection").GetRawText());
            Assert.DoesNotContain(app.User.Id, Base64UrlEncoder.Decode(signed.EncodedPayload), StringComparison.Ordinal);

            // For this reader, from this server, now; and neither a subject nor an end that would make it a token.
            Assert.Equal((Portal.Issuer, reader.ClientId), (signed.Issuer, signed.Audiences.Single()));
            Assert.Equal(["aud", "iat", "iss", "token_introspection"], signed.Claims.Select(c => c.Type).Distinct().Order());
        }

        var refused = await reader.PostAsync("/introspect");
        refused.Refused("invalid_request");
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task Rfc9068_Section_2_2_1_a_refresh_makes_the_sign_in_no_newer_and_no_surer(string format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        var first = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        var told = (await app.PostAsync("/introspect", ("token", first["access_token"]))).Ok();
        portal.Clock.AdjustTime(portal.Clock.GetUtcNow().AddHours(2));
        var second = (await app.RefreshAsync(first["refresh_token"]!)).Ok();
        var later = (await app.PostAsync("/introspect", ("token", second["access_token"]))).Ok();
        Assert.Equal((told["auth_time"], told["acr"]), (later["auth_time"], later["acr"]));
        Assert.NotNull(later["auth_time"]);
    }

    [Theory]
    [InlineData("urn:ietf:params:oauth:client-assertion-type:saml2-bearer")]
    [InlineData("URN:IETF:PARAMS:OAUTH:CLIENT-ASSERTION-TYPE:JWT-BEARER")]
    [InlineData("jwt-bearer")]
    [InlineData(null)]
    public async Task Rfc7521_Section_4_2_an_assertion_of_another_type_proves_nobody(string? type)
    {
        using var key = new ClientSigner();
        var app = await AppScene.CreateAsync(
            portal, m => m with { TokenEndpointAuthMethod = "private_key_jwt", Jwks = key.Jwks, GrantTypes = ["client_credentials"] });
        var now = portal.Clock.GetUtcNow().ToUnixTimeSeconds();
        var assertion = key.Sign(new()
        {
            ["iss"] = app.ClientId,
            ["sub"] = app.ClientId,
            ["aud"] = Portal.Issuer,
            ["jti"] = Secrets.Generate(),
            ["exp"] = now + 60,
        });
        var bare = app with { Secret = null };
        var before = await Rows.CountAsync(portal);
        (await bare.TokenAsync(("grant_type", "client_credentials"), ("client_assertion", assertion), ("client_assertion_type", type)))
            .Refused("invalid_client", 401);

        // §4.2: one assertion, and one alone.
        (await bare.TokenAsync(
            ("grant_type", "client_credentials"), ("client_assertion", assertion), ("client_assertion", assertion),
            ("client_assertion_type", ClientAssertions.Type))).Refused("invalid_request");
        Assert.Equal(before, await Rows.CountAsync(portal));
        (await bare.TokenAsync(
            ("grant_type", "client_credentials"), ("client_assertion", assertion), ("client_assertion_type", ClientAssertions.Type))).Ok();
    }

    [Fact]
    public async Task Rfc9701_Section_5_and_8_a_signed_answer_is_for_who_proved_itself_and_is_no_other_kind_of_token()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { IntrospectionSignedResponseAlg = "ES256" });
        var token = (await app.TokensAsync()).GetProperty("access_token").GetString()!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/introspect")
        {
            Content = new FormUrlEncodedContent([new("token", token)]),
        };
        request.Headers.Authorization = AppScene.Basic(app.ClientId, "wrong");
        request.Headers.Accept.ParseAdd("application/token-introspection+jwt");
        (await Answer.OfAsync(await app.Http.SendAsync(request))).Refused("invalid_client", 401);

        var signed = (await app.PostAsync("/introspect", ("token", token))).Body;
        var before = await Rows.CountAsync(portal);
        (await app.UserInfoAsync(signed)).Refused("invalid_token", 401);
        (await app.RefreshAsync(signed)).Refused("invalid_grant");
        (await app.TokenAsync(
            ("grant_type", GrantTypeName.JwtBearer), ("assertion", signed))).Refused("unauthorized_client");
        Assert.Equal(before, await Rows.CountAsync(portal));
        Assert.Null(portal.Services.GetRequiredService<IdTokenHints>().Read(signed));
    }
}
