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
}
