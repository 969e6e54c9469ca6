namespace AuthPortal.Hosting.Web;

/// <summary>No request of ours needs a body over 64 KiB: a longer one is refused before it is read.</summary>
internal static class BodyLimit
{
    public const int Bytes = 64 * 1024;

    public static IApplicationBuilder UseBodyLimit(this IApplicationBuilder app)
        => app.Use((context, next) =>
        {
            // A body without a stated length is counted by Kestrel as it is read.
            if (context.Request.ContentLength is not > Bytes)
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return Task.CompletedTask;
        });
}
