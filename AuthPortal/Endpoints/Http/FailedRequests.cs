using AuthPortal.Activity;
using AuthPortal.Clients;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// Hands refusals (RFC 6749 §4.1.2.1 and §5.2) to the error log of the app that they are about. Whoever names no app
/// that exists leaves nothing there.
/// </summary>
public static class FailedRequests
{
    public static void Record(HttpContext context, OAuthError error)
    {
        var facts = RequestFacts.Of(context);
        Record(context, facts.ClientId, facts.Parameters, error);
    }

    /// <summary>For a request to /authorize, whose parameters may have come by another way.</summary>
    public static void Record(HttpContext context, AuthorizeParameters parameters, OAuthError error)
        => Record(context, parameters["client_id"], parameters.Values, error);

    private static void Record(
        HttpContext context,
        string? clientId,
        IReadOnlyDictionary<string, string> parameters,
        OAuthError error)
    {
        RequestFacts.Of(context).Error = error.Code;

        // A server that is busy or broken is nothing that the app could mend.
        if (clientId is null
            || error.Status >= StatusCodes.Status500InternalServerError
            || !context.RequestServices.GetRequiredService<ClientRegistry>().IsKnown(clientId))
        {
            return;
        }

        context.RequestServices.GetRequiredService<ClientErrorLog>().Add(
            new FailedRequest(clientId, context.Request.Method, context.Request.Path.Value ?? string.Empty, error)
            {
                Parameters = [.. Headers(context.Request), .. parameters],
                UserAgent = context.Request.Headers.UserAgent.ToString(),
            });
    }

    /// <summary>How the client tried to prove itself belongs to the picture; with what, the log hides.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Headers(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        string[] schemes = ["Basic", "Bearer", "DPoP"];
        if (header.Length > 0)
        {
            var scheme = Array.Find(schemes, s => header.StartsWith(s + ' ', StringComparison.OrdinalIgnoreCase));
            yield return KeyValuePair.Create($"Authorization-{scheme ?? "other"}", string.Empty);
        }

        if (request.Headers.ContainsKey("DPoP"))
        {
            yield return KeyValuePair.Create("DPoP", string.Empty);
        }
    }
}
