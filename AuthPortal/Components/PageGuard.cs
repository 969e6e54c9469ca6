using AuthPortal.Components.Shared;
using AuthPortal.Data;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace AuthPortal.Components;

/// <summary>
/// What holds for every page: nothing of it is kept by a cache, a form without its antiforgery token changes
/// nothing, and a failure is a page that says what to do. Programs' endpoints pass through untouched.
/// </summary>
internal sealed class PageGuard(RequestDelegate next, ILogger<PageGuard> logger)
{
    private const string Handler = "_handler";
    private const string MainForm = "form";
    private const int LargestForm = 64 * 1024;

    /// <summary>The one field that is a list: consent's checkboxes.</summary>
    private const string ListField = "scopes";

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var isPage = endpoint?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
        var form = endpoint?.Metadata.GetMetadata<PageFormAttribute>();
        if (!isPage && form is null && endpoint is not null)
        {
            await next(context);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsPost(context.Request.Method) && endpoint is not null)
        {
            if (context.Request.ContentLength > (form?.LargestBody ?? LargestForm))
            {
                await WriteAsync(context, StatusCodes.Status413PayloadTooLarge);
                return;
            }

            if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true })
            {
                await WriteAsync(context, StatusCodes.Status400BadRequest);
                return;
            }

            if (!await ReadFormAsync(context))
            {
                await WriteAsync(context, StatusCodes.Status400BadRequest);
                return;
            }
        }

        await RunAsync(context);
    }

    /// <summary>Writes the page of an error; the status is the answer's.</summary>
    public static async Task WriteAsync(HttpContext context, int status)
    {
        context.Response.Clear();
        context.Response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        var parameters = new Dictionary<string, object?>
        {
            [nameof(ErrorDocument.Status)] = status,
        };
        if (status >= StatusCodes.Status500InternalServerError)
        {
            parameters[nameof(ErrorDocument.TraceId)] =
                System.Diagnostics.Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        }

        // A scope serves one rendering; the page that failed may have used up the request's own.
        var own = context.RequestServices;
        await using var scope = own.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        await new RazorComponentResult<ErrorDocument>(parameters) { StatusCode = status }.ExecuteAsync(context);
        context.RequestServices = own;
    }

    private async Task RunAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, exception.StatusCode);
            return;
        }
        catch (Exception busy) when (busy is WriteQueueFullException or StorageOutageException && !context.Response.HasStarted)
        {
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable);
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // The edge of the pages: whatever failed inside becomes one answer that a person can use.
            logger.LogError(exception, "A page failed");
            await WriteAsync(context, StatusCodes.Status500InternalServerError);
            return;
        }

        // A form that the page does not have any more ends as a bare 400 with a page's content type.
        if (context.Response is { HasStarted: false, StatusCode: 400 } or { HasStarted: false, StatusCode: > 400, ContentType: null })
        {
            await WriteAsync(context, context.Response.StatusCode);
        }
    }

    /// <summary>
    /// A program that fills a page's main form need not know the framework's own field. False for what no form of
    /// ours sends: a field twice, or what is not text.
    /// </summary>
    private static async Task<bool> ReadFormAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return true;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!form.ContainsKey(Handler))
        {
            var fields = form.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
            fields[Handler] = new StringValues(MainForm);
            context.Request.Form = new FormCollection(fields, form.Files);
        }

        return form.All(f => IsText(f.Key) && f.Value.All(IsText) && (f.Value.Count == 1 || f.Key == ListField));
    }

    /// <summary>The framework's reader has put U+FFFD where the octets were not UTF-8.</summary>
    private static bool IsText(string? value) => value?.Any(c => char.IsControl(c) || c == '\uFFFD') == false;
}
