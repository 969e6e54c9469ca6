using AuthPortal.Activity;
using AuthPortal.Components.Developer;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Tests.Activity;

/// <summary>What is marked of two texts: brackets stand around what differs.</summary>
public sealed class TextDifferenceTests
{
    [Theory]
    [InlineData("https://a/cb/", "https://a/cb", "https://a/cb[/]", "https://a/cb")]
    [InlineData("https://a/cb", "https://a/cb/", "https://a/cb", "https://a/cb[/]")]
    [InlineData("http://a/cb", "https://a/cb", "http://a/cb", "http[s]://a/cb")]
    [InlineData("https://a/Callback", "https://a/callback", "https://a/[C]allback", "https://a/[c]allback")]
    [InlineData("same", "same", "same", "same")]
    [InlineData("", "x", "", "[x]")]
    [InlineData("https://one.test", "com.other:/cb", "[https://one.test]", "[com.other:/cb]")]
    public void Marks_what_differs(string sent, string expected, string markedSent, string markedExpected)
    {
        var difference = TextDifference.Between(sent, expected);
        Assert.Equal((markedSent, markedExpected), (Marked(difference.Sent), Marked(difference.Expected)));
        Assert.Equal(sent, string.Concat(difference.Sent.Select(p => p.Text)));
        Assert.Equal(expected, string.Concat(difference.Expected.Select(p => p.Text)));
    }

    [Theory]
    [InlineData("openid notes.raed", "openid notes.read", "openid notes.r[a]e[]d", "notes.read")]
    [InlineData("openid admin", "openid profile", "openid [admin]", "openid profile")]
    public void A_scope_is_compared_with_the_nearest_registered_one(string sent, string registered, string marked, string within)
    {
        var difference = Differences.Of(
            ErrorReason.ScopeUnregistered,
            new ClientError
            {
                ClientId = "c",
                Fingerprint = "f",
                Method = "GET",
                Endpoint = "/",
                Code = "c",
                Description = "d",
                Reason = "r",
                Sent = sent,
                Expected = [registered],
            });
        Assert.NotNull(difference);
        Assert.Equal(marked.Replace("[]", string.Empty, StringComparison.Ordinal), Marked(difference.Sent));
        Assert.Equal(registered, string.Concat(difference.Expected.Select(p => p.Text)));
        Assert.Contains(within[^3..], registered, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://a.test/cb/", "https://a.test/cb", "SlashMore")]
    [InlineData("https://a.test/cb", "https://a.test/cb/", "SlashLess")]
    [InlineData("http://a.test/cb", "https://a.test/cb", "Scheme")]
    [InlineData("http://localhost/cb", "http://127.0.0.1/cb", "Loopback")]
    [InlineData("https://b.test/cb", "https://a.test/cb", "Host")]
    [InlineData("https://a.test:8443/cb", "https://a.test/cb", "Port")]
    [InlineData("https://a.test/CB", "https://a.test/cb", "Case")]
    [InlineData("https://a.test/other", "https://a.test/cb", "Path")]
    [InlineData("https://a.test/cb?x=1", "https://a.test/cb", "Query")]
    [InlineData("https%3A%2F%2Fa.test%2Fcb", "https://a.test/cb", "Encoding")]
    [InlineData("no address", "https://a.test/cb", null)]
    public void The_difference_in_a_word(string sent, string expected, string? hint)
        => Assert.Equal(hint, Differences.HintOf(sent, expected));

    private static string Marked(IEnumerable<TextPiece> pieces)
        => string.Concat(pieces.Select(p => p.Differs ? $"[{p.Text}]" : p.Text));
}
