using System.Net;
using AuthPortal.Accounts;
using AuthPortal.Tests.Accounts;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Fixtures;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Components;

/// <summary>RFC 6749 §10.12 and RFC 9700 §4.7: no form does anything at another site's bidding.</summary>
public sealed class CsrfTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    private const string TokenField = "__RequestVerificationToken";

    /// <summary>
    /// What takes a POST without being a page's form, by who is behind it: programs that prove themselves in the request,
    /// the two addresses of the protocol that a browser is sent to and that ask before they do anything, the open page's
    /// own connection, which a browser opens for its own origin alone, and what answers any method and changes nothing.
    /// </summary>
    private static readonly string[] Programs =
    [
        "/token", "/par", "/introspect", "/revoke", "/userinfo", "/device_authorization", "/register",
        "/authorize", "/logout", "/_blazor", "/_blazor/negotiate", "/_blazor/disconnect",
        "/_blazor/initializers", "/healthz", "/readyz",
    ];

    public static TheoryData<string> Tokens => ["none", "made up", "of another browser"];

    [Fact]
    public void Whatever_takes_a_form_is_a_page_or_on_the_list_of_those_that_prove_themselves()
    {
        Assert.Empty(PageRoutes.Programs(portal).Except(Programs));
        Assert.Superset(
            new HashSet<string>(["/login", "/signup", "/consent", "/preferences", "/signout", "/account/delete", "/passkeys/add"]),
            PageRoutes.Forms(portal).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task No_form_without_this_browsers_token_changes_anything(string token)
    {
        var name = "root-" + token.Replace(' ', '-');
        await portal.AddUserAsync(name, Roles.Admin, Roles.Developer);
        using var browser = await portal.SignedInAsync(name);
        var consent = await browser.GoAsync(Address(("client_id", Web)));
        var fields = await FieldsAsync(token);
        var before = await Rows.CountAsync(portal);
        var cookies = Kept(browser);
        var setUp = "/setup?token=" + portal.Services.GetRequiredService<SetupLink>().Open();
        foreach (var address in PageRoutes.Forms(portal).Concat(["/logout/confirm", consent.Address.PathAndQuery, setUp]))
        {
            using var form = new FormUrlEncodedContent(fields);
            using var answer = await browser.Http.PostAsync(address, form);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{address}: {answer.StatusCode}");
            Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
            Assert.True(before == await Rows.CountAsync(portal), address);
            Assert.Equal(cookies, Kept(browser));
        }

        Assert.Equal("/account/security", (await browser.GoAsync("/account/security")).Address.AbsolutePath);
        Assert.Equal("/consent", (await browser.GoAsync(consent.Address.PathAndQuery)).Address.AbsolutePath);
    }

    [Fact]
    public async Task A_form_filled_before_somebody_else_signed_in_is_worth_nothing()
    {
        using var browser = await portal.SignedInAsync();
        var consent = await browser.GoAsync(Address(("client_id", Optional)));
        await browser.HasSignedInAsync("bob");
        var before = await Rows.CountAsync(portal);
        var stale = await browser.SubmitAsync(consent, ("decision", "allow"));
        Assert.Equal((HttpStatusCode.BadRequest, null), (stale.Status, stale.LeftFor));
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    /// <summary>Names and values.</summary>
    private static string Kept(Browser browser) => browser.Cookies.GetCookieHeader(new Uri(Portal.Issuer));

    private async Task<List<KeyValuePair<string, string>>> FieldsAsync(string token)
    {
        List<KeyValuePair<string, string>> fields =
        [
            new("decision", "allow"), new("theme", "dark"), new("culture", "ko"), new("confirm", "alice"),
            new("Input.UserName", "mallory"), new("Input.Email", "mallory@example.test"),
            new("Input.Password", "a passphrase of mallory's"), new("Input.OldPassword", Seed.Password),
            new("Input.NewPassword", "a passphrase of mallory's"), new("Input.Confirm", "a passphrase of mallory's"),
        ];
        if (token == "made up")
        {
            fields.Add(new(TokenField, "CfDJ8" + new string('A', 150)));
        }
        else if (token != "none")
        {
            using var attacker = portal.NewClient();
            using var form = await attacker.FillAsync("/login");
            var own = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(await form.ReadAsStringAsync());
            fields.Add(new(TokenField, own[TokenField].ToString()));
        }

        return fields;
    }
}
