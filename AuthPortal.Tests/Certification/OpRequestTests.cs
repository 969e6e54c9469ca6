using System.Net;
using AuthPortal.Tests.Fixtures;
using static AuthPortal.Tests.Certification.CertificationPortal;

namespace AuthPortal.Tests.Certification;

/// <summary>The modules of Basic, Hybrid, Implicit and Form Post OP on what a request says.</summary>
public sealed class OpRequestTests(CertificationPortal portal) : IClassFixture<CertificationPortal>
{
    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_response_type_missing(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var answer = await rp.AuthorizeAsync(("response_type", null));
        Assert.Equal("invalid_request", answer["error"]);
        AssertNothing(answer);
    }

    [Theory]
    [VariantData(nameof(Variants.Code))]
    public async Task Oidcc_ensure_request_without_nonce_succeeds_for_code_flow(string variant)
    {
        using var rp = await SignedInAsync(variant);
        await rp.AnyTokensAsync(("nonce", null));
    }

    /// <summary>Core §3.2.2.1 and §3.3.2.11 require one wherever the browser carries an ID token.</summary>
    [Theory]
    [VariantData(nameof(Variants.FrontChannel))]
    public async Task Oidcc_ensure_request_without_nonce_fails(string variant)
    {
        using var rp = await SignedInAsync(variant);
        if (!rp.ResponseType.Split(' ').Contains("id_token"))
        {
            // code token: the ID token comes from the token endpoint, and the nonce is optional as in the code flow.
            await rp.AnyTokensAsync(("nonce", null));
            return;
        }

        var answer = await rp.AuthorizeAsync(("nonce", null));
        Assert.Equal("invalid_request", answer["error"]);
        AssertNothing(answer);
    }

    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_alternate_happy_flow(string variant)
    {
        using var rp = await SignedInAsync(variant);
        await rp.AnyTokensAsync(("redirect_uri", OtherCallback), ("scope", "openid email"));
    }

    [Theory]
    [VariantData(nameof(Variants.All))]
    public Task Oidcc_display_page(string variant) => AssertAcceptedAsync(variant, "display", "page");

    [Theory]
    [VariantData(nameof(Variants.All))]
    public Task Oidcc_display_popup(string variant) => AssertAcceptedAsync(variant, "display", "popup");

    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_ui_locales(string variant)
    {
        var page = await AssertAcceptedAsync(variant, "ui_locales", "se ko");
        Assert.Equal("ko", page.Page!.DocumentElement.GetAttribute("lang"));
    }

    [Theory]
    [VariantData(nameof(Variants.All))]
    public Task Oidcc_claims_locales(string variant) => AssertAcceptedAsync(variant, "claims_locales", "se");

    [Theory]
    [VariantData(nameof(Variants.All))]
    public Task Oidcc_ensure_request_with_acr_values_succeeds(string variant)
        => AssertAcceptedAsync(variant, "acr_values", "1 2");

    [Theory]
    [VariantData(nameof(Variants.All))]
    public Task Oidcc_ensure_request_with_unknown_parameter_succeeds(string variant)
        => AssertAcceptedAsync(variant, "extra", "foobar");

    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_login_hint(string variant)
    {
        var page = await AssertAcceptedAsync(variant, "login_hint", Person);
        Assert.Equal(Person, page.Page!.QuerySelector("input[name='Input.UserName']")!.GetAttribute("value"));
    }

    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_claims_essential(string variant)
    {
        const string Name = "{\"name\":{\"essential\":true}}";
        using var rp = await SignedInAsync(variant);
        var claims = await rp.ClaimsAsync(await rp.AnyTokensAsync(
            ("claims", $"{{\"userinfo\":{Name},\"id_token\":{(rp.ResponseType == "id_token" ? Name : "{}")}}}")));
        Assert.Equal("Certa Fied", claims.GetProperty("name").GetString());
        Assert.False(claims.TryGetProperty("family_name", out _));
    }

    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_ensure_registered_redirect_uri(string variant)
    {
        using var rp = await SignedInAsync(variant);
        AssertShown(await rp.GoAsync(("redirect_uri", Callback + "/not-registered")));
    }

    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_ensure_post_request_succeeds(string variant)
    {
        using var rp = await SignedInAsync(variant);

        // From the client's own site, so without our cookies; the browser is sent round to bring them.
        using var elsewhere = portal.NewClient();
        using var form = new FormUrlEncodedContent(rp.Request());
        using var round = await elsewhere.PostAsync("/authorize", form);
        Assert.Equal(HttpStatusCode.SeeOther, round.StatusCode);
        var answer = rp.Read(await rp.Browser.GoAsync(round.Headers.Location!.OriginalString));
        await rp.FinishAsync(answer, nonce: rp.Nonce);
    }

    /// <summary>An address that the client never registered is not fetched.</summary>
    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var answer = await rp.AuthorizeAsync(("request_uri", "https://rp.example.test/request.jwt"));
        Assert.Equal("invalid_request_uri", answer["error"]);
        AssertNothing(answer);
    }

    /// <summary>Supported, for a client that registered exactly this; for any other it is an error.</summary>
    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(string variant)
    {
        using var registered = await SignedInAsync(variant, UnsignedClient);
        var state = ("state", "outside");
        await registered.AnyTokensAsync(("request", UnsignedObject.Of(registered.Request())), state);

        using var rp = await SignedInAsync(variant);
        var answer = await rp.AuthorizeAsync(("request", UnsignedObject.Of(rp.Request())));
        Assert.Equal("invalid_request_object", answer["error"]);
        AssertNothing(answer);
    }

    /// <summary>The object's address is the one that counts, and is held to the registered ones.</summary>
    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_ensure_request_object_with_redirect_uri(string variant)
    {
        const string Elsewhere = "https://evil.example.test/";
        using var rp = await SignedInAsync(variant, UnsignedClient);
        var answer = await rp.AuthorizeAsync(
            ("request", UnsignedObject.Of(rp.Request())), ("redirect_uri", Elsewhere));
        await rp.FinishAsync(answer, nonce: rp.Nonce);
        AssertShown(await rp.GoAsync(("request", UnsignedObject.Of(rp.Request(("redirect_uri", Elsewhere))))));
    }

    private static void AssertNothing(Dictionary<string, string> answer)
        => Assert.Empty(answer.Keys.Intersect(["code", "access_token", "id_token"]));

    private static void AssertShown(Visit visit)
    {
        Assert.Equal((HttpStatusCode.BadRequest, null), (visit.Status, visit.LeftFor));
        Assert.Null(visit.Page!.QuerySelector("form#answer"));
    }

    /// <summary>Signed in it changes nothing; signed out it leads to the sign-in page, which is returned.</summary>
    private async Task<Visit> AssertAcceptedAsync(string variant, string name, string value)
    {
        using var rp = await SignedInAsync(variant);
        await rp.AnyTokensAsync((name, value));
        using var nobody = new RelyingParty(portal, variant);
        var page = await nobody.GoAsync((name, value));
        Assert.Equal((HttpStatusCode.OK, "/login"), (page.Status, page.Address.AbsolutePath));
        return page;
    }

    private async Task<RelyingParty> SignedInAsync(string variant, string? clientId = null)
    {
        var rp = new RelyingParty(portal, variant, clientId);
        await rp.SignInAsync();
        return rp;
    }
}
