using AuthPortal.Accounts;
using AuthPortal.Accounts.Passkeys;
using AuthPortal.Accounts.SecondFactors;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Components.Account;

/// <summary>
/// What a page's script asks for before it calls the browser's passkeys. Each begins a ceremony, so each is a form's
/// POST with its token.
/// </summary>
internal static class PasskeyOptions
{
    public const string SignIn = "passkeys/sign-in";
    public const string Verify = "passkeys/verify";
    public const string Add = "passkeys/add";
    public const string SignUp = "passkeys/sign-up";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, SignIn, SignInAsync);
        Map(endpoints, Verify, VerifyAsync);
        Map(endpoints, Add, AddAsync);
        Map(endpoints, SignUp, SignUpAsync);
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, Delegate handler)
        => endpoints.MapPost("/" + path, handler)
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new PageFormAttribute());

    /// <summary>For nobody in particular: it tells nothing about who has passkeys.</summary>
    private static async Task<IResult> SignInAsync(PersonPasskeys passkeys) => Json(await passkeys.RequestOptionsAsync(null));

    private static async Task<IResult> VerifyAsync(HttpContext context, PersonPasskeys passkeys, SecondStep second)
        => await second.FindAsync(context) is { } state
            ? Json(await passkeys.RequestOptionsAsync(state.User))
            : Results.StatusCode(StatusCodes.Status403Forbidden);

    private static async Task<IResult> AddAsync(
        HttpContext context,
        PersonPasskeys passkeys,
        UserManager<User> users,
        FreshSignIn fresh)
        => await fresh.HoldsAsync(context) && await users.GetUserAsync(context.User) is { } user
            ? Json(await passkeys.CreationOptionsAsync(user.Id, user.UserName!, user.DisplayName))
            : Results.StatusCode(StatusCodes.Status403Forbidden);

    /// <summary>The id is ours, and new: the passkey will belong to an account that does not exist yet.</summary>
    private static async Task<IResult> SignUpAsync(HttpContext context, PersonPasskeys passkeys)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var userName = form["Input.UserName"].ToString().Trim();
        return SignUpFlow.IsUserName(userName)
            ? Json(await passkeys.CreationOptionsAsync(new User().Id, userName, userName))
            : Results.StatusCode(StatusCodes.Status400BadRequest);
    }

    private static IResult Json(string options) => Results.Text(options, "application/json");
}
