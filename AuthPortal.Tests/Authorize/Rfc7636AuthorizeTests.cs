using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>RFC 7636 §4.3 and §4.4.1; RFC 9700 §2.1.1: for every client, and S256 only.</summary>
public sealed class Rfc7636AuthorizeTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "S256")]
    [InlineData("", "S256")]
    [InlineData(Challenge, null)]
    [InlineData(Challenge, "")]
    [InlineData(Challenge, "plain")]
    [InlineData(Challenge, "s256")]
    [InlineData(Challenge, "S512")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", "S256")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMM", "S256")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c=", "S256")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "S256")]
    public async Task Anything_but_a_well_formed_S256_challenge_is_invalid_request(string? challenge, string? method)
    {
        using var browser = await portal.SignedInAsync();
        foreach (var client in new[] { Web, Trusted })
        {
            var visit = await browser.GoAsync(Address(
                ("client_id", client), ("code_challenge", challenge), ("code_challenge_method", method)));
            await portal.IsRefusedAsync(visit, "invalid_request", client);
        }
    }

    [Fact]
    public async Task A_public_client_without_a_challenge_is_refused()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(
            ("client_id", Native),
            ("redirect_uri", "com.example.app:/cb"),
            ("code_challenge", null),
            ("code_challenge_method", null)));
        Assert.StartsWith("com.example.app:/cb?error=invalid_request&", visit.LeftFor, StringComparison.Ordinal);
        Assert.Equal(0, await portal.CountCodesAsync());
    }
}
