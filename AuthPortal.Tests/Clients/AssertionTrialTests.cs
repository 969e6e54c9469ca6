using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Clients;

/// <summary>A pasted client assertion is judged by every rule, and neither used up nor believed.</summary>
public sealed class AssertionTrialTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task A_good_one_holds_and_can_still_be_sent_afterwards()
    {
        using var key = new ClientSigner();
        var client = await ClientAsync(key);
        var assertion = key.Sign(Claims(client.Id));
        Assert.All(await TryAsync(client, assertion), c => Assert.NotEqual(false, c.Holds));
        Assert.All(await TryAsync(client, assertion), c => Assert.NotEqual(false, c.Holds));
        using var http = portal.NewClient();
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("client_assertion_type", ClientAssertions.Type),
            new("client_assertion", assertion),
        ]);
        (await Answer.OfAsync(await http.PostAsync("/token", form))).Ok();
    }

    [Theory]
    [InlineData("iss", "\"other\"", AssertionRule.Issuer)]
    [InlineData("sub", "\"other\"", AssertionRule.Subject)]
    [InlineData("aud", "\"https://other.test\"", AssertionRule.Audience)]
    [InlineData("jti", "\"\"", AssertionRule.Id)]
    [InlineData("exp", "1", AssertionRule.Times)]
    public async Task The_broken_rule_is_named_and_no_other(string claim, string value, AssertionRule rule)
    {
        using var key = new ClientSigner();
        var client = await ClientAsync(key);
        var claims = Claims(client.Id);
        claims[claim] = JsonNode.Parse(value);
        Assert.Equal([rule], (await TryAsync(client, key.Sign(claims))).Where(c => c.Holds == false).Select(c => c.Rule));
    }

    [Fact]
    public async Task Another_key_breaks_the_signature_and_its_name_is_not_known()
    {
        using var key = new ClientSigner();
        using var other = new ClientSigner();
        var client = await ClientAsync(key);
        Assert.Equal(
            [AssertionRule.KeyKnown, AssertionRule.Signature],
            (await TryAsync(client, other.Sign(Claims(client.Id)))).Where(c => c.Holds == false).Select(c => c.Rule));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not.a.jwt")]
    [InlineData("<script>")]
    public async Task What_is_no_jwt_is_told_alone(string text)
    {
        using var key = new ClientSigner();
        var check = Assert.Single(await TryAsync(await ClientAsync(key), text));
        Assert.Equal((AssertionRule.IsJwt, (bool?)false), (check.Rule, check.Holds));
    }

    private Task<IReadOnlyList<AssertionCheck>> TryAsync(RegisteredClient client, string assertion)
        => portal.Services.GetRequiredService<ClientAssertions>().TryAsync(client, assertion, default);

    private async Task<RegisteredClient> ClientAsync(ClientSigner key)
    {
        var id = AppScene.NextName();
        await portal.AddClientAsync(id, new ClientMetadata
        {
            GrantTypes = ["client_credentials"],
            ResponseTypes = [],
            TokenEndpointAuthMethod = "private_key_jwt",
            Jwks = key.Jwks,
        });
        return (await portal.Services.GetRequiredService<ClientRegistry>().FindAsync(id, default))!;
    }

    private JsonObject Claims(string clientId) => new()
    {
        ["iss"] = clientId,
        ["sub"] = clientId,
        ["aud"] = Portal.Issuer,
        ["jti"] = Secrets.Generate(),
        ["iat"] = portal.Clock.GetUtcNow().ToUnixTimeSeconds(),
        ["exp"] = portal.Clock.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds(),
    };
}
