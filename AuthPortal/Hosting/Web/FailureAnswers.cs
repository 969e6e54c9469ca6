using AuthPortal.Data;

namespace AuthPortal.Hosting.Web;

/// <summary>
/// A bug or an outage becomes a plain answer with a trace id that stands in the log too; never a stack trace.
/// </summary>
internal sealed class FailureAnswers(RequestDelegate next, ILogger<FailureAnswers> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = bad.StatusCode;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; nobody reads an answer.
        }
        catch (Exception busy) when (StorageOutage.IsPassing(busy) && !context.Response.HasStarted)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "The server is busy. Try again soon.");
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            var trace = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
            logger.LogError(failure, "{Method} {Path} failed, trace {Trace}",
                context.Request.Method, context.Request.Path.Value, trace);
            await AnswerAsync(context, StatusCodes.Status500InternalServerError,
                $"Something went wrong on our side. Trace id: {trace}");
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string words)
    {
        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return context.Response.WriteAsync(words, CancellationToken.None);
    }
}
