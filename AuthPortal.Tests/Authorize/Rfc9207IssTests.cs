using System.Text.Json;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>RFC 9207 §2: every answer names the issuer, errors included.</summary>
public sealed class Rfc9207IssTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Fact]
    public async Task A_code_and_every_kind_of_error_name_the_issuer()
    {
        using var browser = await portal.SignedInAsync();
        using var stranger = new Browser(portal);
        Visit[] visits =
        [
            await browser.GoAsync(Address(("client_id", Trusted))),
            await browser.GoAsync(Address(("response_type", "token"))),
            await browser.GoAsync(Address(("scope", "unheard.of"))),
            await browser.GoAsync(Address(("client_id", Machine))),
            await browser.GoAsync(Address(("prompt", "none"))),
            await stranger.GoAsync(Address(("prompt", "none"))),
            await browser.GoAsync(Address(("request", "x"))),
            await portal.AnswerAsync(browser, await browser.GoAsync(Address()), "alice", ConsentDecision.Deny),
        ];
        Assert.All(visits, v => Assert.Equal(Portal.Issuer, v.Answer["iss"]));
        Assert.Equal(
            ["unsupported_response_type", "invalid_scope", "unauthorized_client", "consent_required",
                "login_required", "invalid_request_object", "access_denied"],
            visits.Skip(1).Select(v => v.Answer["error"]));
    }

    [Theory]
    [InlineData("query")]
    [InlineData("fragment")]
    [InlineData("form_post")]
    public async Task S2_however_it_travels_it_is_there_once_and_exactly_the_issuer_of_the_metadata(string mode)
    {
        using var http = portal.NewClient();
        var metadata = await http.GetFromJsonAsync<JsonElement>("/.well-known/oauth-authorization-server");
        using var browser = await portal.SignedInAsync();
        foreach (var client in new[] { Trusted, Machine })
        {
            var visit = await browser.GoAsync(Address(("client_id", client), ("response_mode", mode)));
            var sent = visit.LeftFor is { } left
                ? left.Split('?', '#')[1].Split('&').Where(p => p.StartsWith("iss=", StringComparison.Ordinal))
                    .Select(p => Uri.UnescapeDataString(p[4..]))
                : visit.Page!.QuerySelectorAll("form#answer input[name=iss]").Select(i => i.GetAttribute("value")!);
            Assert.Equal(metadata.GetProperty("issuer").GetString(), Assert.Single(sent));
        }
    }

    /// <summary>Not even the issuer goes to an address that nobody proved.</summary>
    [Fact]
    public async Task S2_an_error_that_is_shown_says_it_to_nobody()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("redirect_uri", "https://evil.example.test/cb")));
        AuthorizeAssert.IsShown(visit);
        Assert.DoesNotContain("iss=", visit.Text, StringComparison.Ordinal);
    }
}
