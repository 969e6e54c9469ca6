using System.Globalization;
using System.Security.Claims;

namespace AuthPortal.Tests.Outside;

#pragma warning disable MA0004, MA0011, CA1305 // As the guide shows it, letter by letter.
public sealed class StepUp(string acrValues = "", int? maxAge = null) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (http, token) = (context.HttpContext, context.HttpContext.User);
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();
        var sure = acrValues.Length == 0 || acrValues.Split(' ').Contains(token.FindFirstValue("acr"));
        var fresh = maxAge is null
            || (long.TryParse(token.FindFirstValue("auth_time"), CultureInfo.InvariantCulture, out var at) && now - at <= maxAge);
        if (sure && fresh)
        {
            return await next(context);
        }

        http.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_user_authentication\""
            + ", error_description=\"A surer or newer sign-in is needed.\""
            + (acrValues.Length == 0 ? string.Empty : $", acr_values=\"{acrValues}\"")
            + (maxAge is null ? string.Empty : $", max_age=\"{maxAge}\"");
        return Results.Unauthorized();
    }
}
