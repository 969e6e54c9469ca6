using AuthPortal.Clients;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Clients;

/// <summary>What is wrong with a pasted key set, and in which line.</summary>
public sealed class KeySetReaderTests
{
    [Fact]
    public void A_good_set_names_each_key_with_its_line()
    {
        using var one = new ClientSigner();
        using var two = new ClientSigner("RS256");
        var report = KeySetReader.Read($"{{\n \"keys\": [\n  {one.Jwk.ToJsonString()},\n  {two.Jwk.ToJsonString()}\n ]\n}}");
        Assert.True(report.IsGood);
        Assert.Equal([(3L, one.KeyId), (4L, two.KeyId)], report.Keys.Select(k => (k.Line, k.KeyId!)));
        Assert.Equal(["EC P-256", "RSA"], report.Keys.Select(k => k.Type));
    }

    [Theory]
    [InlineData("{\n \"keys\": [\n  { \"kty\": \"EC\", }\n ]\n}", 3)]
    [InlineData("{", 1)]
    [InlineData("not json", 1)]
    public void What_is_no_json_is_told_by_line(string text, long line)
    {
        var report = KeySetReader.Read(text);
        Assert.Equal((KeyProblem.NotJson, line), (report.Problem, report.Line));
        Assert.False(report.IsGood);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":\"none\"}")]
    public void A_set_without_a_key_is_told(string text) => Assert.Equal(KeyProblem.NoKeys, KeySetReader.Read(text).Problem);

    [Theory]
    [InlineData("\"text\"", KeyProblem.NotObject)]
    [InlineData("{}", KeyProblem.TypeUnknown)]
    [InlineData("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}", KeyProblem.TypeUnknown)]
    [InlineData("{\"kty\":\"oct\",\"k\":\"AAAA\"}", KeyProblem.IsSymmetric)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\",\"d\":\"AA\"}", KeyProblem.IsPrivate)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\"}", KeyProblem.Incomplete)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"}", KeyProblem.CurveUnknown)]
    [InlineData("{\"kty\":\"RSA\",\"e\":\"AQAB\"}", KeyProblem.Incomplete)]
    [InlineData("{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"AAAA\"}", KeyProblem.TooShort)]
    [InlineData("{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"AAAA\",\"use\":\"enc\"}", KeyProblem.NotForSigning)]
    public void A_bad_key_is_told_with_its_line(string key, KeyProblem problem)
    {
        using var good = new ClientSigner();
        var report = KeySetReader.Read($"{{\"keys\": [\n{good.Jwk.ToJsonString()},\n{key}]}}");
        Assert.Equal([(2L, (KeyProblem?)null), (3L, problem)], report.Keys.Select(k => (k.Line, k.Problem)));
        Assert.False(report.IsGood);
    }

    [Fact]
    public void Two_keys_of_one_name_are_told()
    {
        using var key = new ClientSigner();
        var report = KeySetReader.Read($"{{\"keys\":[{key.Jwk.ToJsonString()},{key.Jwk.ToJsonString()}]}}");
        Assert.Equal(KeyProblem.SameKeyId, report.Keys[1].Problem);
    }
}
