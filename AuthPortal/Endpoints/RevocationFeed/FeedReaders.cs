using System.Globalization;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Http.Features;

namespace AuthPortal.Endpoints.RevocationFeed;

/// <summary>Those who keep a connection open for server-sent events: so many and no more.</summary>
public sealed class FeedReaders(
    AuthPortal.Tokens.RevocationFeed feed,
    SignedRevocations revocations,
    IHostApplicationLifetime lifetime,
    TimeProvider clock)
{
    public const string MediaType = "text/event-stream";

    internal const int Most = 1000;

    /// <summary>A comment in silence, so that neither end takes the line for dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private int _open;

    public async Task ServeAsync(HttpContext context, long seen)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > Most)
            {
                context.Response.Headers.RetryAfter = "10";
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            using var end = CancellationTokenSource.CreateLinkedTokenSource(
                context.RequestAborted, lifetime.ApplicationStopping);
            await WriteAsync(context, seen, end.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader has gone, or the server goes: it comes back with Last-Event-ID.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task WriteAsync(HttpContext context, long seen, CancellationToken cancellationToken)
    {
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        while (true)
        {
            var signed = revocations.Since(seen);
            seen = signed.To;
            await SendAsync(
                context,
                string.Create(CultureInfo.InvariantCulture, $"id: {signed.To}\nevent: revocations\ndata: {signed.Jwt}\n\n"),
                cancellationToken);
            while (!await ChangesAsync(seen, cancellationToken))
            {
                await SendAsync(context, ":\n\n", cancellationToken);
            }
        }
    }

    private async Task<bool> ChangesAsync(long seen, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changed = feed.ChangedAsync(seen, silence.Token);
        var first = await Task.WhenAny(changed, Task.Delay(Silence, clock, silence.Token));
        await silence.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == changed;
    }

    private static async Task SendAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
