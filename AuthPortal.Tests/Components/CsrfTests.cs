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

    public static TheoryData<string, string> Forms()
    {
        var cases = new TheoryData<string, string>();
        string[] pages =
        [
            "/login", "/signup", "/account/security", "/consent", "/signout", "/preferences", "/logout/confirm",
            "/setup",
        ];
        foreach (var page in pages)
        {
            cases.Add(page, "none");
            cases.Add(page, "made up");
            cases.Add(page, "of another browser");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_without_this_browsers_token_changes_nothing(string page, string token)
    {
        using var browser = await portal.SignedInAsync();
        var consent = await browser.GoAsync(Address(("client_id", Web)));
        var address = page switch
        {
            "/consent" => consent.Address.PathAndQuery,
            "/setup" => "/setup?token=" + portal.Services.GetRequiredService<SetupLink>().Open(),
            _ => page,
        };
        var before = await Rows.CountAsync(portal);
        var cookies = browser.Cookies.Count;
        using var form = new FormUrlEncodedContent(await FieldsAsync(token));
        using var answer = await browser.Http.PostAsync(address, form);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((before, cookies), (await Rows.CountAsync(portal), browser.Cookies.Count));
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

    private async Task<List<KeyValuePair<string, string>>> FieldsAsync(string token)
    {
        List<KeyValuePair<string, string>> fields =
        [
            new("decision", "allow"), new("theme", "dark"), new("culture", "ko"),
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
