using AuthPortal.Accounts;
using AuthPortal.Components.Answers;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AuthPortal.Components.Account;

/// <summary>Signing out changes something, so it is a form's POST with its token and never a link.</summary>
internal static class SignOutForm
{
    public static void Map(IEndpointRouteBuilder endpoints)
        => endpoints.MapPost("/signout", SignOutAsync)
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new PageFormAttribute());

    private static async Task SignOutAsync(HttpContext context, SignInFlow flow)
    {
        var frames = await flow.SignOutAsync(context);
        var next = context.Request.PathBase + "/signed-out";
        if (frames.Count == 0)
        {
            context.Response.Redirect(next);
            return;
        }

        context.Response.Headers.ContentSecurityPolicy = LeavingApps.PolicyFor(frames);
        await new RazorComponentResult<LeavingApps>(new { Frames = frames, Next = next }).ExecuteAsync(context);
    }
}
