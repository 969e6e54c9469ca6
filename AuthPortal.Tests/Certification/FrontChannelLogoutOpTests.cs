using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Certification;

/// <summary>OpenID Connect Front-Channel Logout: the page that signs the person out loads each app's address in a frame.</summary>
[Trait(Modules.Plan, Modules.FrontChannel)]
public sealed class FrontChannelLogoutOpTests(CertificationPortal portal) : IClassFixture<CertificationPortal>
{
    [Fact]
    public async Task Oidcc_frontchannel_discovery()
    {
        using var http = portal.NewClient();
        var metadata = JsonDocument.Parse(await http.GetStringAsync("/.well-known/openid-configuration")).RootElement;
        Assert.True(metadata.GetProperty("frontchannel_logout_supported").GetBoolean());
        Assert.True(metadata.GetProperty("frontchannel_logout_session_supported").GetBoolean());
    }

    [Fact]
    public async Task Oidcc_frontchannel_rp_initiated_logout()
    {
        const string Framed = "rp-framed";
        await portal.AddClientAsync(
            Framed,
            new ClientMetadata
            {
                ClientName = "Framed",
                RedirectUris = [CertificationPortal.Callback],
                PostLogoutRedirectUris = [CertificationPortal.AfterLogout],
                Scope = "openid",
                SkipConsent = true,
                FrontchannelLogoutUri = "https://rp.example.test/fcl?a=b",
            },
            CertificationPortal.Secret);
        using var rp = new RelyingParty(portal, "code", Framed);
        await rp.SignInAsync();
        var idToken = (await rp.AnyTokensAsync())["id_token"];
        using var answer = await rp.Browser.Http.GetAsync(
            $"/logout?id_token_hint={idToken}&state=x&post_logout_redirect_uri={CertificationPortal.AfterLogout}");
        var page = await answer.Content.ReadAsStringAsync();
        var sid = new JsonWebToken(idToken).GetPayloadValue<string>("sid");
        Assert.Contains(
            $"src=\"https://rp.example.test/fcl?a=b&amp;iss={Uri.EscapeDataString(Portal.Issuer)}&amp;sid={sid}\"",
            page,
            StringComparison.Ordinal);
        Assert.Contains($"3;url={CertificationPortal.AfterLogout}?state=x", page, StringComparison.Ordinal);
        var policy = string.Join(';', answer.Headers.GetValues("Content-Security-Policy"));
        Assert.EndsWith("frame-src https://rp.example.test", policy, StringComparison.Ordinal);
        Assert.Equal("login_required", (await rp.AuthorizeAsync(("prompt", "none")))["error"]);
    }
}
