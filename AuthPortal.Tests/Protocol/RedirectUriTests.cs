using AuthPortal.Protocol;

namespace AuthPortal.Tests.Protocol;

public sealed class RedirectUriTests
{
    [Theory]
    [InlineData("https://notes.test/cb", "https://notes.test/cb", true)]
    [InlineData("https://notes.test/cb", "https://notes.test/cb/", false)]
    [InlineData("https://notes.test/cb", "https://notes.test/CB", false)]
    [InlineData("https://notes.test/cb", "https://NOTES.test/cb", false)]
    [InlineData("https://notes.test/cb", "https://notes.test/cb?x=1", false)]
    [InlineData("https://notes.test/cb", "https://notes.test:443/cb", false)]
    [InlineData("https://notes.test/cb", "https://notes.test/a/../cb", false)]
    [InlineData("https://notes.test/cb", "https://notes.test/%63b", false)]
    [InlineData("https://notes.test/cb", "https://notes.test.evil.test/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb", true)]
    [InlineData("http://127.0.0.1:3000/cb", "http://127.0.0.1/cb", true)]
    [InlineData("http://127.0.0.1:3000/cb", "http://127.0.0.1:3001/cb", true)]
    [InlineData("http://[::1]/cb", "http://[::1]:51004/cb", true)]
    [InlineData("http://127.0.0.1/cb", "http://[::1]:51004/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:51004/other", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:80@evil.test/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1.evil.test/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:99999/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false)]
    [InlineData("http://127.0.0.1/cb", "https://127.0.0.1:51004/cb", false)]
    [InlineData("http://localhost/cb", "http://localhost:51004/cb", false)]
    [InlineData("https://127.0.0.1/cb", "https://127.0.0.1:51004/cb", false)]
    public void Only_the_port_of_a_loopback_literal_may_differ(string registered, string sent, bool matches)
        => Assert.Equal(matches, RedirectUri.Matches(registered, sent));

    [Theory]
    [InlineData("https://notes.test/cb")]
    [InlineData("https://notes.test")]
    [InlineData("https://notes.test:8443/cb?tenant=1&x=%20y")]
    [InlineData("http://localhost:5000/signin-oidc")]
    [InlineData("http://127.0.0.1/cb")]
    [InlineData("http://[::1]:7000/cb")]
    [InlineData("https://[2001:db8::1]/cb")]
    public void These_can_be_registered_for_the_web(string uri)
        => Assert.Null(RedirectUri.Problem(uri, ApplicationType.Web));

    [Theory]
    [InlineData("com.example.notes:/cb")]
    [InlineData("com.example.notes://cb")]
    [InlineData("https://notes.test/app-link")]
    [InlineData("http://127.0.0.1/cb")]
    public void These_can_be_registered_for_a_native_app(string uri)
        => Assert.Null(RedirectUri.Problem(uri, ApplicationType.Native));

    [Theory]
    [InlineData("", RedirectUriProblem.NotAbsolute)]
    [InlineData("/cb", RedirectUriProblem.NotAbsolute)]
    [InlineData("//notes.test/cb", RedirectUriProblem.NotAbsolute)]
    [InlineData("notes.test/cb", RedirectUriProblem.NotAbsolute)]
    [InlineData("https:", RedirectUriProblem.NotAbsolute)]
    [InlineData("https:/notes.test/cb", RedirectUriProblem.NotAbsolute)]
    [InlineData("https:///cb", RedirectUriProblem.NotAbsolute)]
    [InlineData("https://notes.test:x/cb", RedirectUriProblem.NotAbsolute)]
    [InlineData("https://notes.test:70000/cb", RedirectUriProblem.NotAbsolute)]
    [InlineData("https://notes.test/cb#x", RedirectUriProblem.Fragment)]
    [InlineData("https://notes.test/cb#", RedirectUriProblem.Fragment)]
    [InlineData("https://user@notes.test/cb", RedirectUriProblem.UserInfo)]
    [InlineData("https://user:pw@notes.test/cb", RedirectUriProblem.UserInfo)]
    [InlineData("http://127.0.0.1:80@evil.test/cb", RedirectUriProblem.UserInfo)]
    [InlineData("https://*.notes.test/cb", RedirectUriProblem.Wildcard)]
    [InlineData("https://notes.test/*", RedirectUriProblem.Wildcard)]
    [InlineData("http://notes.test/cb", RedirectUriProblem.PlainHttp)]
    [InlineData("HTTP://notes.test/cb", RedirectUriProblem.PlainHttp)]
    [InlineData("http://localhost.evil.test/cb", RedirectUriProblem.PlainHttp)]
    [InlineData("http://2130706433/cb", RedirectUriProblem.PlainHttp)]
    [InlineData("http://0.0.0.0/cb", RedirectUriProblem.PlainHttp)]
    [InlineData("javascript:alert(1)", RedirectUriProblem.DangerousScheme)]
    [InlineData("JavaScript:alert(1)//<x>", RedirectUriProblem.DangerousScheme)]
    [InlineData("data:text/html,x", RedirectUriProblem.DangerousScheme)]
    [InlineData("vbscript:x", RedirectUriProblem.DangerousScheme)]
    [InlineData("file:///etc/passwd", RedirectUriProblem.DangerousScheme)]
    [InlineData("com.example.notes:/cb", RedirectUriProblem.SchemeNeedsNative)]
    [InlineData("myapp://cb", RedirectUriProblem.SchemeNeedsNative)]
    [InlineData("https://notes.test/a b", RedirectUriProblem.BadCharacter)]
    [InlineData(" https://notes.test/", RedirectUriProblem.BadCharacter)]
    [InlineData("https://notes.test\\@evil.test/", RedirectUriProblem.BadCharacter)]
    [InlineData("https://notes.test/\n", RedirectUriProblem.BadCharacter)]
    [InlineData("https://notes.test/\0", RedirectUriProblem.BadCharacter)]
    [InlineData("https://nötes.test/", RedirectUriProblem.BadCharacter)]
    [InlineData("https://notes.test/%zz", RedirectUriProblem.BadCharacter)]
    [InlineData("https://notes.test/%2", RedirectUriProblem.BadCharacter)]
    public void These_cannot_be_registered_for_the_web(string uri, RedirectUriProblem problem)
        => Assert.Equal(problem, RedirectUri.Problem(uri, null));

    [Theory]
    [InlineData("myapp://cb", RedirectUriProblem.SchemeWithoutDomain)]
    [InlineData("myapp.:/cb", RedirectUriProblem.SchemeWithoutDomain)]
    [InlineData("com.example.notes://x@cb", RedirectUriProblem.UserInfo)]
    [InlineData("javascript:alert(1)", RedirectUriProblem.DangerousScheme)]
    [InlineData("http://notes.test/cb", RedirectUriProblem.PlainHttp)]
    public void These_cannot_be_registered_for_a_native_app(string uri, RedirectUriProblem problem)
        => Assert.Equal(problem, RedirectUri.Problem(uri, ApplicationType.Native));

    [Fact]
    public void A_very_long_one_cannot_be_registered()
        => Assert.Equal(
            RedirectUriProblem.TooLong,
            RedirectUri.Problem("https://notes.test/" + new string('a', 2000), null));

    [Theory]
    [InlineData("https://notes.test:8443/cb?x", "notes.test:8443", false)]
    [InlineData("http://localhost:5000/cb", "localhost:5000", true)]
    [InlineData("http://[::1]:5000/cb", "[::1]:5000", true)]
    [InlineData("com.example.notes:/cb", "com.example.notes", false)]
    public void The_destination_is_the_host_or_the_scheme(string uri, string destination, bool local)
    {
        Assert.Equal(destination, RedirectUri.Destination(uri));
        Assert.Equal(local, RedirectUri.IsLocal(uri));
    }
}
