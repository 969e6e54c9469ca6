using AuthPortal.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace AuthPortal.Hosting.Web;

/// <summary>No request of ours needs a body over 64 KiB: a longer one is refused before it is read.</summary>
internal static class BodyLimit
{
    public const int Bytes = 64 * 1024;

    private static readonly Dictionary<string, string> TooLarge = new(StringComparer.Ordinal)
    {
        ["error"] = "invalid_request",
        ["error_description"] = "The body is over 64 KiB.",
    };

    public static IApplicationBuilder UseBodyLimit(this IApplicationBuilder app)
        => app.Use((context, next) =>
        {
            // A body without a stated length is counted by Kestrel as it is read. Protocol endpoints and pages refuse
            // in their own words, before they read.
            if (context.Request.ContentLength is not > Bytes || AnswersItself(context.GetEndpoint()))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            context.Response.Headers.CacheControl = "no-store";
            return context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
                ? context.Response.WriteAsync("This form is too large: 64 KiB is the most. Go back and shorten it.")
                : context.Response.WriteAsJsonAsync(TooLarge);
        });

    private static bool AnswersItself(Endpoint? endpoint)
        => endpoint is not null
            && (endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is not null
                || endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
                || endpoint.Metadata.GetMetadata<PageFormAttribute>() is not null);
}
