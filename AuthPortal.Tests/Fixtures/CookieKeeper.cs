using System.Net;

namespace AuthPortal.Tests.Fixtures;

/// <summary>
/// Keeps cookies as a browser does, save for their end: the portal tells it by the test's clock, which the machine's
/// may be ahead of. One that ends in 1970 is deleted as usual.
/// </summary>
internal sealed class CookieKeeper(CookieContainer cookies) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        if (cookies.GetCookieHeader(address) is { Length: > 0 } kept)
        {
            request.Headers.Add("Cookie", kept);
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set)
            {
                cookies.SetCookies(address, WithoutEnd(cookie));
            }
        }

        return response;
    }

    private static string WithoutEnd(string cookie)
        => cookie.Contains("1970", StringComparison.Ordinal)
            ? cookie
            : string.Join(';', cookie.Split(';').Where(part =>
                !part.TrimStart().StartsWith("expires=", StringComparison.OrdinalIgnoreCase)
                && !part.TrimStart().StartsWith("max-age=", StringComparison.OrdinalIgnoreCase)));
}
