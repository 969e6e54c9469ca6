using AuthPortal.Protocol;

namespace AuthPortal.Tests.Protocol;

public sealed class PkceTests
{
    // RFC 7636, appendix B.
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Fact]
    public void The_example_of_the_RFC_verifies() => Assert.True(Pkce.Verify(Verifier, Challenge));

    [Fact]
    public void Another_verifier_does_not_verify() => Assert.False(Pkce.Verify(new string('a', 43), Challenge));

    [Fact]
    public void A_verifier_that_equals_its_challenge_does_not_verify()
        => Assert.False(Pkce.Verify(Challenge, Challenge));

    [Theory]
    [InlineData(43, true)]
    [InlineData(128, true)]
    [InlineData(42, false)]
    [InlineData(129, false)]
    [InlineData(0, false)]
    public void A_verifier_has_43_to_128_characters(int length, bool good)
        => Assert.Equal(good, Pkce.IsVerifier(new string('a', length)));

    [Theory]
    [InlineData('.', true)]
    [InlineData('~', true)]
    [InlineData('+', false)]
    [InlineData('=', false)]
    [InlineData(' ', false)]
    [InlineData('é', false)]
    [InlineData('\0', false)]
    public void A_verifier_has_unreserved_characters_only(char last, bool good)
        => Assert.Equal(good, Pkce.IsVerifier(new string('a', 42) + last));

    [Theory]
    [InlineData(Challenge, true)]
    [InlineData(Challenge + "=", false)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", false)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw.cM", false)]
    [InlineData("short", false)]
    [InlineData("", false)]
    public void A_challenge_is_an_unpadded_sha256(string value, bool good)
        => Assert.Equal(good, Pkce.IsChallenge(value));
}
