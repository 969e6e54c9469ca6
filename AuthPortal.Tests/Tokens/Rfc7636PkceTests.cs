using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Tokens;

public sealed class Rfc7636PkceTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")]
    [InlineData("short")]
    [InlineData(null)]
    public async Task A_wrong_or_missing_verifier_is_refused_and_spends_the_code(string? verifier)
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        (await RedeemAsync(app, code, verifier)).Refused("invalid_grant");
        (await RedeemAsync(app, code, AppScene.Verifier)).Refused("invalid_grant");
        Assert.Equal(0, await app.FamiliesAsync());
        Assert.Equal(0, await app.RefreshTokensAsync());
    }

    [Fact]
    public async Task A_verifier_without_a_challenge_is_refused()
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync(verifier: null);
        (await RedeemAsync(app, code, AppScene.Verifier)).Refused("invalid_grant");
        Assert.Equal(0, await app.FamiliesAsync());
    }

    [Fact]
    public async Task A_code_without_a_challenge_needs_no_verifier()
    {
        var app = await AppScene.CreateAsync(portal);
        (await RedeemAsync(app, await app.CodeAsync(verifier: null), verifier: null)).Ok();
    }

    private static Task<Answer> RedeemAsync(AppScene app, string code, string? verifier) => app.TokenAsync(
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", AppScene.Redirect),
        ("code_verifier", verifier));
}
