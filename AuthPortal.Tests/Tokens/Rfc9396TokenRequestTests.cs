using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Tokens;

/// <summary>RFC 9396 §6: a token request may name some of the details that the person allowed, and none besides.</summary>
public sealed class Rfc9396TokenRequestTests(Portal portal) : IClassFixture<Portal>
{
    private const string First = """{"type":"payment","creditor":"Baker","amount":7}""";
    private const string Second = """{"type":"payment","creditor":"Butcher","amount":9}""";

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task S6_1_a_token_carries_what_its_request_names_and_the_next_one_may_carry_all(string format)
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = format });
        var first = (await RedeemAsync(app, await CodeAsync(app), $"[{First}]")).Ok();
        await CarriesAsync(app, first, $"[{First}]");
        var second = (await RefreshAsync(app, first, $"[{Second}]")).Ok();
        await CarriesAsync(app, second, $"[{Second}]");
        await CarriesAsync(app, (await RefreshAsync(app, second, null)).Ok(), $"[{First},{Second}]");
    }

    [Theory]
    [InlineData("""[{"type":"payment","creditor":"Baker","amount":8}]""")]
    [InlineData("""[{"type":"payment","creditor":"Baker"}]""")]
    [InlineData("""[{"type":"account"}]""")]
    [InlineData($"[{First},{{\"type\":\"payment\",\"creditor\":\"Thief\",\"amount\":1}}]")]
    [InlineData($"[{First}")]
    [InlineData(First)]
    [InlineData("""[{"creditor":"Baker","amount":7}]""")]
    [InlineData("x")]
    public async Task S6_what_was_not_authorized_is_refused_and_no_token_given(string details)
    {
        var app = await AppScene.CreateAsync(portal);
        (await RedeemAsync(app, await CodeAsync(app), details)).Refused("invalid_authorization_details");
        Assert.Equal((0, 0), (await app.FamiliesAsync(), await app.RefreshTokensAsync()));

        var tokens = (await RedeemAsync(app, await CodeAsync(app), null)).Ok();
        (await RefreshAsync(app, tokens, details)).Refused("invalid_authorization_details");
        Assert.Equal(1, await app.RefreshTokensAsync());
        await CarriesAsync(app, (await RefreshAsync(app, tokens, null)).Ok(), $"[{First},{Second}]");
    }

    [Fact]
    public async Task S6_where_nothing_was_authorized_in_detail_nothing_can_be_asked_for()
    {
        var app = await AppScene.CreateAsync(portal);
        (await RedeemAsync(app, await app.CodeAsync(), $"[{First}]")).Refused("invalid_authorization_details");
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Theory]
    [InlineData("client_credentials")]
    [InlineData(GrantTypeName.JwtBearer)]
    public async Task S6_a_grant_that_no_person_gave_details_for_gives_none(string grant)
    {
        using var key = new ClientSigner();
        var app = await AppScene.CreateAsync(portal, m => m with { GrantTypes = [grant], Jwks = key.Jwks });
        var before = await Rows.CountAsync(portal);
        (await app.TokenAsync(("grant_type", grant), ("assertion", "x"), ("authorization_details", $"[{First}]")))
            .Refused("invalid_authorization_details");
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    private static Task<Answer> RedeemAsync(AppScene app, string code, string? details) => app.TokenAsync(
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", AppScene.Redirect),
        ("code_verifier", AppScene.Verifier), ("authorization_details", details));

    private static Task<Answer> RefreshAsync(AppScene app, Answer tokens, string? details) => app.TokenAsync(
        ("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]), ("authorization_details", details));

    /// <summary>§7 and §9: the answer, the token and introspection say the same.</summary>
    private static async Task CarriesAsync(AppScene app, Answer tokens, string details)
    {
        var expected = JsonDocument.Parse(details).RootElement;
        var told = (await app.PostAsync("/introspect", ("token", tokens["access_token"]))).Ok();
        Assert.True(JsonElement.DeepEquals(expected, tokens.Json.GetProperty("authorization_details")), tokens.Body);
        Assert.True(JsonElement.DeepEquals(expected, told.Json.GetProperty("authorization_details")), told.Body);
        if (tokens["access_token"]!.Contains('.', StringComparison.Ordinal))
        {
            var token = new JsonWebToken(tokens["access_token"]);
            Assert.True(JsonElement.DeepEquals(expected, token.GetPayloadValue<JsonElement>("authorization_details")));
        }
    }

    /// <summary>A code for which the person allowed both payments.</summary>
    private async Task<string> CodeAsync(AppScene app)
    {
        var code = await app.CodeAsync();
        var hash = Secrets.Hash(code);
        await portal.WriteAsync(db => db.AuthorizationCodes.Where(c => c.Hash == hash)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.AuthorizationDetails, $"[{First},{Second}]")));
        return code;
    }
}
