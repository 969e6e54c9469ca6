using AuthPortal.Components.Answers;
using AuthPortal.Endpoints.Http;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>
/// Refusals that only the person sees, RFC 6749 §4.1.2.1: the client is not proven, so nothing goes to it. What it
/// did wrong is of no use to the person and stands in the log.
/// </summary>
internal static class Shown
{
    /// <summary>The client's request can't be trusted.</summary>
    public static IActionResult Refused(int status = StatusCodes.Status400BadRequest)
        => new PageResult<RefusedRequest>(new(StringComparer.Ordinal), status);

    /// <summary>The request under way is over, or is none of this browser's: the two are not told apart.</summary>
    public static IActionResult Ended()
        => new PageResult<EndedRequest>(new(StringComparer.Ordinal), StatusCodes.Status400BadRequest);
}
