using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Net.Http.Headers;

namespace AuthPortal.Hosting.Web;

/// <summary>
/// Our pages' forms are UTF-8. A charset that the framework doesn't know would fail inside its antiforgery check; no
/// browser sends one, so the answer is plain.
/// </summary>
internal static class FormCharset
{
    public static IApplicationBuilder UseFormCharset(this IApplicationBuilder app)
        => app.Use((context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: true }
                || IsUtf8(context.Request.ContentType))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        });

    private static bool IsUtf8(string? type)
        => !MediaTypeHeaderValue.TryParse(type, out var parsed)
            || !parsed.Charset.HasValue
            || HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
