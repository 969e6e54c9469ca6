using AuthPortal.Accounts.Guards;
using AuthPortal.Accounts.SecondFactors;

namespace AuthPortal.Accounts;

/// <summary>Signing in with a password, and out again.</summary>
public sealed class SignInFlow(
    GuardedPassword passwords,
    SecondFactorGate gate,
    SignInEnd end,
    Sessions sessions)
{
    /// <param name="context">The browser's request.</param>
    /// <param name="login">User name or mail address.</param>
    /// <param name="password">As typed.</param>
    /// <param name="always">The second factor is asked even in a browser that is trusted.</param>
    public async Task<SignInOutcome> SignInAsync(HttpContext context, string? login, string? password, bool always = false)
    {
        var verdict = await passwords.ProveAsync(
            login ?? string.Empty,
            password ?? string.Empty,
            Visitor.Of(context),
            context.RequestAborted);
        if (verdict.User is not { } user)
        {
            return verdict.Wait is { } wait ? new SignInOutcome.Waits(wait) : new SignInOutcome.Refused();
        }

        if (await gate.HoldsUpAsync(context, user, always))
        {
            return new SignInOutcome.NeedsSecondFactor();
        }

        await end.CompleteAsync(context, user, trust: false, Sessions.Password);
        return new SignInOutcome.SignedIn();
    }

    /// <inheritdoc cref="Sessions.EndAsync"/>
    public Task<IReadOnlyList<string>> SignOutAsync(HttpContext context) => sessions.EndAsync(context);
}

/// <summary>What became of a name and a password.</summary>
public abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    /// <summary>Says nothing about why.</summary>
    public sealed record Refused : SignInOutcome;

    /// <summary>Nothing was looked at: too much has failed from this network.</summary>
    public sealed record Waits(TimeSpan Time) : SignInOutcome;

    public sealed record NeedsSecondFactor : SignInOutcome;

    public sealed record SignedIn : SignInOutcome;
}
