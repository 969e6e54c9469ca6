using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.WebUtilities;

namespace AuthPortal.Tests.Certification;

/// <summary>The suite's modules on third-party-initiated login, OpenID Connect Core §4.</summary>
public sealed class ThirdPartyInitiatedLoginOpTests(DynamicPortal portal) : IClassFixture<DynamicPortal>
{
    private const string Begin = "https://rp.example.test/begin?from=portal";

    /// <summary>The person opens the app from this server, and the app begins a sign-in with the issuer that it is told.</summary>
    [Fact]
    public async Task Oidcc_3rd_party_init_login()
    {
        using var rp = await DynamicParty.RegisterAsync(portal, m =>
        {
            m["initiate_login_uri"] = Begin;
            m["client_uri"] = "https://rp.example.test/home";
        });
        Assert.Equal(Begin, rp.Client["initiate_login_uri"]);
        await rp.TokensAsync();
        var page = await rp.Browser.GoAsync("/apps/" + rp.Id);
        var link = page.Page!.QuerySelector($"a[href^='{Begin}']")!;
        var query = QueryHelpers.ParseQuery(new Uri(link.GetAttribute("href")!).Query);
        Assert.Equal(("portal", Portal.Issuer), (query["from"].Single(), query["iss"].Single()));
        Assert.Equal(DynamicParty.Person, query["login_hint"].Single());
        Assert.Equal("https://rp.example.test/home", query["target_link_uri"].Single());
        var visit = await rp.Browser.GoAsync(rp.Address(("login_hint", query["login_hint"].Single())));
        Assert.NotEmpty(visit.Answer["code"]);
    }

    [Fact]
    public async Task Oidcc_3rd_party_init_login_nohttps()
        => (await DynamicParty.TryAsync(portal, m => m["initiate_login_uri"] = "http://rp.example.test/begin"))
            .Refused("invalid_client_metadata");

    [Fact]
    public async Task An_app_that_was_not_told_the_name_is_not_told_it_in_a_link()
    {
        using var rp = await DynamicParty.RegisterAsync(portal, m =>
        {
            m["initiate_login_uri"] = "https://rp.example.test/begin";
            m["subject_type"] = "pairwise";
        });
        await rp.TokensAsync(("scope", "openid"));
        var page = await rp.Browser.GoAsync("/apps/" + rp.Id);
        Assert.Equal(
            "https://rp.example.test/begin?iss=" + Uri.EscapeDataString(Portal.Issuer),
            page.Page!.QuerySelector("a[href^='https://rp.example.test/begin']")!.GetAttribute("href"));
    }
}
