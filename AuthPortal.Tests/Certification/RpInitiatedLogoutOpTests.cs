using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using AuthPortal.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static AuthPortal.Tests.Certification.CertificationPortal;

namespace AuthPortal.Tests.Certification;

/// <summary>
/// OpenID Connect RP-Initiated Logout. Whoever signs out is known to be signed out when prompt=none fails; none of the
/// bad requests redirects.
/// </summary>
[Trait(Modules.Plan, Modules.RpInitiated)]
public sealed class RpInitiatedLogoutOpTests(CertificationPortal portal) : IClassFixture<CertificationPortal>
{
    [Fact]
    public async Task Oidcc_rp_initiated_logout_discovery()
    {
        using var http = portal.NewClient();
        var metadata = JsonDocument.Parse(await http.GetStringAsync("/.well-known/openid-configuration")).RootElement;
        Assert.Equal(Portal.Issuer + "/logout", metadata.GetProperty("end_session_endpoint").GetString());
    }

    [Fact]
    public async Task Oidcc_rp_initiated_logout()
    {
        using var rp = await SignedInAsync();
        var visit = await LogOutAsync(rp, await HintAsync(rp), AfterLogout, "s-1");
        Assert.Equal(AfterLogout + "?state=s-1", visit.LeftFor);
        Assert.False(await IsSignedInAsync(rp));
    }

    [Fact]
    public async Task Oidcc_rp_initiated_logout_bad_post_logout_redirect_uri()
    {
        using var rp = await SignedInAsync();
        AssertRefused(await LogOutAsync(rp, await HintAsync(rp), AfterLogout + "/not-registered", "s-1"));
        Assert.True(await IsSignedInAsync(rp));
    }

    [Fact]
    public async Task Oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri()
    {
        using var rp = await SignedInAsync();
        AssertRefused(await LogOutAsync(rp, await HintAsync(rp), AfterLogout + "?foo=bar", "s-1"));
        Assert.True(await IsSignedInAsync(rp));
    }

    [Fact]
    public async Task Oidcc_rp_initiated_logout_modified_id_token_hint()
    {
        using var rp = await SignedInAsync();
        var payload = (await HintAsync(rp)).Split('.')[1];
        await AssertAskedAsync(rp, $"{Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}.{payload}.", AfterLogout, "s-1");
    }

    [Fact]
    public async Task Oidcc_rp_initiated_logout_bad_id_token_hint()
    {
        using var rp = await SignedInAsync();
        var payload = Base64UrlEncoder.Decode((await HintAsync(rp)).Split('.')[1]);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = new JsonWebTokenHandler().CreateToken(
            payload, new SigningCredentials(new ECDsaSecurityKey(stranger), SecurityAlgorithms.EcdsaSha256));
        await AssertAskedAsync(rp, forged, AfterLogout, "s-1");
    }

    [Fact]
    public async Task Oidcc_rp_initiated_logout_no_id_token_hint()
    {
        using var rp = await SignedInAsync();
        await AssertAskedAsync(rp, hint: null, AfterLogout, "s-1");
    }

    [Fact]
    public async Task Oidcc_rp_initiated_logout_no_params()
    {
        using var rp = await SignedInAsync();
        await AssertAskedAsync(rp, hint: null, address: null, state: null);
    }

    [Fact]
    public async Task Oidcc_rp_initiated_logout_only_state()
    {
        using var rp = await SignedInAsync();
        await AssertAskedAsync(rp, hint: null, address: null, "s-1");
    }

    [Fact]
    public async Task Oidcc_rp_initiated_logout_no_post_logout_redirect_uri()
    {
        using var rp = await SignedInAsync();
        var visit = await LogOutAsync(rp, await HintAsync(rp), address: null, "s-1");
        Assert.Equal((HttpStatusCode.OK, "/signed-out", null), (visit.Status, visit.Address.AbsolutePath, visit.LeftFor));
        Assert.False(await IsSignedInAsync(rp));
    }

    [Fact]
    public async Task Oidcc_rp_initiated_logout_no_state()
    {
        using var rp = await SignedInAsync();
        Assert.Equal(AfterLogout, (await LogOutAsync(rp, await HintAsync(rp), AfterLogout, state: null)).LeftFor);
        Assert.False(await IsSignedInAsync(rp));
    }

    private static void AssertRefused(Visit visit)
    {
        Assert.Equal((HttpStatusCode.BadRequest, null), (visit.Status, visit.LeftFor));
        Assert.DoesNotContain(AfterLogout, visit.Text, StringComparison.Ordinal);
    }

    /// <summary>Nobody vouches for the request: the person is asked, and then told, and nothing leads out of here.</summary>
    private static async Task AssertAskedAsync(RelyingParty rp, string? hint, string? address, string? state)
    {
        var asked = await LogOutAsync(rp, hint, address, state);
        Assert.Equal((HttpStatusCode.OK, null), (asked.Status, asked.LeftFor));
        Assert.True(await IsSignedInAsync(rp));
        var done = await rp.Browser.SubmitAsync(asked);
        Assert.Equal(("/signed-out", null), (done.Address.AbsolutePath, done.LeftFor));
        Assert.False(await IsSignedInAsync(rp));
    }

    private static Task<Visit> LogOutAsync(RelyingParty rp, string? hint, string? address, string? state)
        => rp.Browser.GoAsync("/logout?" + string.Join('&', new[]
        {
            ("id_token_hint", hint), ("post_logout_redirect_uri", address), ("state", state),
        }.Where(p => p.Item2 is not null).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}")));

    private static async Task<bool> IsSignedInAsync(RelyingParty rp)
    {
        var answer = await rp.AuthorizeAsync(("prompt", "none"));
        Assert.Equal(answer.ContainsKey("code") ? null : "login_required", answer.GetValueOrDefault("error"));
        return answer.ContainsKey("code");
    }

    private static async Task<string> HintAsync(RelyingParty rp) => (await rp.AnyTokensAsync())["id_token"];

    private async Task<RelyingParty> SignedInAsync()
    {
        var rp = new RelyingParty(portal, "code");
        await rp.SignInAsync();
        return rp;
    }
}
