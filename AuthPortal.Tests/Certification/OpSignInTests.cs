using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Certification;

/// <summary>The modules of Basic, Hybrid, Implicit and Form Post OP on who is asked to sign in, and when.</summary>
public sealed class OpSignInTests(CertificationPortal portal) : IClassFixture<CertificationPortal>
{
    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_prompt_login(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var first = await rp.AnyTokensAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(2));
        var second = await rp.FinishAsync(
            await rp.SignInAgainAsync(await rp.GoAsync(("prompt", "login"))), nonce: rp.Nonce);
        Assert.True(RelyingParty.AuthTimeOf(second["id_token"]) > RelyingParty.AuthTimeOf(first["id_token"]));
        Assert.Equal(SubjectOf(first), SubjectOf(second));
    }

    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_prompt_none_not_logged_in(string variant)
    {
        using var rp = new RelyingParty(portal, variant);
        var answer = await rp.AuthorizeAsync(("prompt", "none"));
        Assert.Equal("login_required", answer["error"]);
        Assert.Empty(answer.Keys.Intersect(["code", "access_token", "id_token"]));
    }

    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_prompt_none_logged_in(string variant)
    {
        using var rp = await SignedInAsync(variant);
        AssertSameSignIn(await rp.AnyTokensAsync(), await rp.AnyTokensAsync(("prompt", "none")));
    }

    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_max_age_1(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var first = await rp.AnyTokensAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(2));
        var second = await rp.FinishAsync(
            await rp.SignInAgainAsync(await rp.GoAsync(("max_age", "1"))), nonce: rp.Nonce);
        var authTime = RelyingParty.AuthTimeOf(second["id_token"]);
        Assert.InRange(portal.Clock.GetUtcNow().ToUnixTimeSeconds() - authTime, 0, 1);
        Assert.True(authTime > RelyingParty.AuthTimeOf(first["id_token"]));
    }

    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_max_age_10000(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var first = await rp.AnyTokensAsync();
        portal.Clock.Advance(TimeSpan.FromSeconds(2));
        AssertSameSignIn(first, await rp.AnyTokensAsync(("max_age", "10000")));
    }

    [Theory]
    [VariantData(nameof(Variants.All))]
    public async Task Oidcc_id_token_hint(string variant)
    {
        using var rp = await SignedInAsync(variant);
        var first = await rp.AnyTokensAsync();
        AssertSameSignIn(
            first, await rp.AnyTokensAsync(("prompt", "none"), ("id_token_hint", first["id_token"])));
    }

    private static void AssertSameSignIn(Dictionary<string, string> first, Dictionary<string, string> second)
    {
        Assert.Equal(SubjectOf(first), SubjectOf(second));
        Assert.Equal(
            RelyingParty.AuthTimeOf(first["id_token"]), RelyingParty.AuthTimeOf(second["id_token"]));
    }

    private static string SubjectOf(Dictionary<string, string> tokens) => new JsonWebToken(tokens["id_token"]).Subject;

    private async Task<RelyingParty> SignedInAsync(string variant)
    {
        var rp = new RelyingParty(portal, variant);
        await rp.SignInAsync();
        return rp;
    }
}
