using System.Globalization;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.RevocationFeed;

/// <summary>
/// What resource servers need to refuse a self-contained token that was revoked: a signed JWT to poll (with ETag), or
/// the same as server-sent events. Open like the key set: an entry says nothing to whoever does not hold the token.
/// </summary>
[ClientEndpoint]
[IgnoreAntiforgeryToken]
public sealed class RevocationFeedController(
    SignedRevocations revocations,
    FeedReaders readers) : ControllerBase
{
    [AcceptVerbs("GET", "HEAD", Route = RevocationFeedMetadata.Path)]
    public async Task<IActionResult> GetAsync()
    {
        if (SeenBy(Request) is not { } seen)
        {
            return new OAuthErrorResult(OAuthError.InvalidRequest("since is not the to of an earlier answer."));
        }

        if (Request.Headers.Accept.ToString().Contains(FeedReaders.MediaType, StringComparison.OrdinalIgnoreCase))
        {
            await readers.ServeAsync(HttpContext, seen);
            return new EmptyResult();
        }

        var signed = revocations.Since(seen);
        var tag = string.Create(CultureInfo.InvariantCulture, $"W/\"{signed.To}\"");
        Response.Headers.CacheControl = "no-cache";
        Response.Headers.Vary = "Accept";
        Response.Headers.ETag = tag;
        return Request.Headers.IfNoneMatch.ToString() == tag
            ? StatusCode(StatusCodes.Status304NotModified)
            : Content(signed.Jwt, "application/jwt");
    }

    /// <summary>since, or where a dropped connection stood; null for anything but a whole number.</summary>
    private static long? SeenBy(HttpRequest request)
    {
        var values = request.Headers["Last-Event-ID"] is { Count: > 0 } last ? last : request.Query["since"];
        return values.Count switch
        {
            0 => 0,
            1 when long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) => seen,
            _ => null,
        };
    }
}
