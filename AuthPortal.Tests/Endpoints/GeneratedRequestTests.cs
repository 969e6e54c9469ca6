using AuthPortal.Tests.Authorize;
using FsCheck.Xunit;

namespace AuthPortal.Tests.Endpoints;

/// <summary>Ten thousand generated requests: no failure, no way out, nothing reflected, nothing issued.</summary>
public sealed class GeneratedRequestTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    private HttpClient? _http;

    [Property(MaxTest = 10_000, Arbitrary = [typeof(GeneratedRequest)], QuietOnSuccess = true)]
    public async Task<bool> Every_request_gets_an_answer_that_harms_nobody(GeneratedRequest sent)
    {
        _http ??= portal.NewClient();
        using var message = sent.ToMessage();
        using var answer = await _http.SendAsync(message);
        var status = (int)answer.StatusCode;
        Assert.True(status < 500, $"{status}");
        if (answer.Headers.Location is { } location)
        {
            var target = location.OriginalString;
            Assert.True(
                target.StartsWith('/') && !target.StartsWith("//", StringComparison.Ordinal)
                    || target.StartsWith(AuthorizePortal.Callback + "?", StringComparison.Ordinal)
                    || target.StartsWith(AuthorizePortal.Callback + "#", StringComparison.Ordinal),
                target);
            Assert.DoesNotContain("code=", target, StringComparison.Ordinal);
        }

        var text = await answer.Content.ReadAsStringAsync();
        if (answer.Content.Headers.ContentType?.MediaType == "text/html")
        {
            Assert.DoesNotContain(GeneratedRequest.Markup, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<script>", text, StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain("\"access_token\"", text, StringComparison.Ordinal);
        return true;
    }
}
