using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Clients.MutualTls;

/// <summary>RFC 8705 §3 and §4: tokens that are worth nothing without the certificate, over real connections.</summary>
public sealed class Rfc8705BoundTokenTests(MutualTlsPortal portal) : IClassFixture<MutualTlsPortal>
{
    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task Section_3_the_token_opens_userinfo_on_a_connection_with_its_certificate_alone(string format)
    {
        using var certificate = Make();
        var app = await AppAsync(certificate, m => m with { AccessTokenFormat = format });
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        var token = tokens["access_token"]!;
        Assert.Equal("Bearer", tokens["token_type"]);
        (await app.UserInfoAsync(token)).Ok();

        using var stolen = portal.Connect();
        Refused(await (app with { Http = stolen }).UserInfoAsync(token));
        using var others = Make();
        using var thief = portal.Connect(others);
        Refused(await (app with { Http = thief }).UserInfoAsync(token));
    }

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task Section_3_1_and_3_2_the_thumbprint_stands_in_the_token_and_in_introspection(string format)
    {
        using var certificate = Make();
        var app = await AppAsync(certificate, m => m with { AccessTokenFormat = format });
        var token = (await app.RedeemAsync(await app.CodeAsync())).Ok()["access_token"]!;
        var thumbprint = Base64UrlEncoder.Encode(SHA256.HashData(certificate.RawData));
        if (format == "jwt")
        {
            var cnf = new JsonWebToken(token).GetPayloadValue<Dictionary<string, string>>("cnf");
            Assert.Equal(thumbprint, Assert.Single(cnf, m => m.Key == "x5t#S256").Value);
        }

        var described = (await app.PostAsync("/introspect", ("token", token))).Ok().Json;
        Assert.True(described.GetProperty("active").GetBoolean());
        Assert.Equal(thumbprint, described.GetProperty("cnf").GetProperty("x5t#S256").GetString());
        Assert.Equal("Bearer", described.GetProperty("token_type").GetString());
    }

    [Fact]
    public async Task Section_3_4_a_client_whose_tokens_are_bound_gets_none_without_a_certificate()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { TlsClientCertificateBoundAccessTokens = true });
        var code = await app.CodeAsync();
        var bare = app with { Http = portal.Connect() };
        var before = await Rows.CountAsync(portal);
        (await bare.RedeemAsync(code)).Refused("invalid_request");
        Assert.Equal(before, await Rows.CountAsync(portal));

        // A secret proves it as well; the certificate is only what its tokens are bound to.
        using var certificate = Make();
        using var http = portal.Connect(certificate);
        var tokens = (await (app with { Http = http }).RedeemAsync(code)).Ok();
        (await bare.RefreshAsync(tokens["refresh_token"]!)).Refused("invalid_request");
        Refused(await bare.UserInfoAsync(tokens["access_token"]!));
    }

    [Fact]
    public async Task Section_3_a_client_that_did_not_ask_for_it_gets_tokens_that_are_not_bound()
    {
        using var certificate = Make();
        var app = await AppAsync(certificate, m => m with { TlsClientCertificateBoundAccessTokens = null });
        var token = (await app.RedeemAsync(await app.CodeAsync())).Ok()["access_token"]!;
        using var elsewhere = portal.Connect();
        (await (app with { Http = elsewhere }).UserInfoAsync(token)).Ok();
        Assert.False((await app.PostAsync("/introspect", ("token", token))).Ok().Json.TryGetProperty("cnf", out _));
    }

    [Fact]
    public async Task Section_4_a_public_clients_refresh_token_needs_the_certificate_too()
    {
        using var certificate = Make();
        var app = await AppAsync(certificate, m => m with { TokenEndpointAuthMethod = "none", Jwks = null });
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        using var others = Make();
        using var thief = portal.Connect(others);
        var before = await Rows.CountAsync(portal);
        (await (app with { Http = thief }).RefreshAsync(tokens["refresh_token"]!)).Refused("invalid_grant");
        Assert.Equal(before, await Rows.CountAsync(portal));
        var again = (await app.RefreshAsync(tokens["refresh_token"]!)).Ok();
        (await app.UserInfoAsync(again["access_token"]!)).Ok();
    }

    [Fact]
    public async Task Section_7_1_a_client_with_a_new_certificate_goes_on_and_its_new_tokens_are_bound_to_that()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var old = Authority.SelfSigned(key);
        using var renewed = Authority.SelfSigned(key);
        var app = await AppAsync(old, m => m);
        var tokens = (await app.RedeemAsync(await app.CodeAsync())).Ok();
        var later = app with { Http = portal.Connect(renewed) };
        var fresh = (await later.RefreshAsync(tokens["refresh_token"]!)).Ok();
        (await later.UserInfoAsync(fresh["access_token"]!)).Ok();
        Refused(await later.UserInfoAsync(tokens["access_token"]!));
        Refused(await app.UserInfoAsync(fresh["access_token"]!));
    }

    [Fact]
    public async Task A_certificate_that_binds_nothing_does_not_free_a_bound_token_by_exchange()
    {
        const string Target = "https://next.example.test";
        await portal.AddResourceAsync(Target, "Next", "profile");
        using var certificate = Make();
        var app = await AppAsync(certificate, m => m);
        var token = (await app.RedeemAsync(await app.CodeAsync())).Ok()["access_token"];
        using var others = Make();
        foreach (var bound in new[] { false, true })
        {
            var api = await AppAsync(others, m => m with
            {
                GrantTypes = [GrantTypeName.TokenExchange],
                TokenExchangeAudiences = [Target],
                TlsClientCertificateBoundAccessTokens = bound,
            });
            await portal.WriteAsync(db => db.Clients.Where(c => c.Id == api.ClientId)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.Source, ClientSource.Provisioning)));
            var before = await Rows.CountAsync(portal);
            var answer = await api.TokenAsync(
                ("grant_type", GrantTypeName.TokenExchange), ("subject_token", token),
                ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"));
            if (bound)
            {
                Assert.Contains("x5t#S256", new JsonWebToken(answer.Ok()["access_token"]).GetPayloadValue<string>("cnf"), StringComparison.Ordinal);
            }
            else
            {
                answer.Refused("invalid_request");
                Assert.Equal(before, await Rows.CountAsync(portal));
            }
        }
    }

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Authority.SelfSigned(key);
    }

    private Task<AppScene> AppAsync(X509Certificate2 certificate, Func<ClientMetadata, ClientMetadata> change)
        => portal.AppAsync(certificate, m => change(m with
        {
            TokenEndpointAuthMethod = "self_signed_tls_client_auth",
            TlsClientCertificateBoundAccessTokens = true,
            Jwks = MutualTlsPortal.Jwks(certificate),
        }));

    private static void Refused(Answer answer)
    {
        answer.Refused("invalid_token", 401);
        Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Null(answer["sub"]);
    }
}
