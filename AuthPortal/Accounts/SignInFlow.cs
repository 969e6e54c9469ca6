namespace AuthPortal.Accounts;

/// <summary>Signing in with a password, and out again.</summary>
public sealed class SignInFlow(PasswordProof proof, Sessions sessions)
{
    /// <summary>True when the person is signed in now; false says nothing about why not.</summary>
    public async Task<bool> SignInAsync(HttpContext context, string? login, string? password)
    {
        var user = await proof.ProveAsync(
            login ?? string.Empty,
            password ?? string.Empty,
            Visitor.Of(context),
            context.RequestAborted);
        if (user is null)
        {
            return false;
        }

        await sessions.StartAsync(context, user, Sessions.Password);
        return true;
    }

    public Task SignOutAsync(HttpContext context) => sessions.EndAsync(context);
}
