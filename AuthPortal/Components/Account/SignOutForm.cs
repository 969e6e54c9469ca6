using AuthPortal.Accounts;
using Microsoft.AspNetCore.Antiforgery;

namespace AuthPortal.Components.Account;

/// <summary>Signing out changes something, so it is a form's POST with its token and never a link.</summary>
internal static class SignOutForm
{
    public static void Map(IEndpointRouteBuilder endpoints)
        => endpoints.MapPost("/signout", SignOutAsync)
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new PageFormAttribute());

    private static async Task SignOutAsync(HttpContext context, SignInFlow flow)
    {
        await flow.SignOutAsync(context);
        context.Response.Redirect(context.Request.PathBase + "/signed-out");
    }
}
