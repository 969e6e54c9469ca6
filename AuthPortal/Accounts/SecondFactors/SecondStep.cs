using AuthPortal.Accounts.Guards;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Accounts.SecondFactors;

/// <summary>
/// The second step: it ends a sign-in that began with the password, or raises a session that an app or a page wants to
/// be surer of. Raising one does not make it newer: the password was given when it was given.
/// </summary>
public sealed class SecondStep(
    PendingSignIns pending,
    SecondFactorProof proof,
    SignInEnd end,
    Sessions sessions,
    FailureLimits limits,
    UserManager<User> users)
{
    /// <summary>Whom the page asks, and what for; null when there is nobody to ask.</summary>
    public async Task<SecondStepState?> FindAsync(HttpContext context)
        => await pending.FindAsync(context) is { } half ? new SecondStepState(half, IsSignIn: true)
            : await users.GetUserAsync(context.User) is { } user ? new SecondStepState(user, IsSignIn: false)
            : null;

    public async Task<SecondFactorOutcome> ProveAsync(
        HttpContext context,
        SecondStepState state,
        string? code,
        bool isRecovery,
        bool trust)
    {
        var network = FailureLimits.NetworkOf(context);
        if (limits.WaitOf(GuardedAct.SecondFactor, network) is not null)
        {
            return SecondFactorOutcome.Locked;
        }

        var visitor = Visitor.Of(context);
        var outcome = isRecovery
            ? await proof.ProveRecoveryCodeAsync(state.User.Id, code, visitor)
            : await proof.ProveCodeAsync(state.User.Id, code, visitor);
        if (outcome == SecondFactorOutcome.Wrong)
        {
            limits.Count(GuardedAct.SecondFactor, network);
        }
        else if (outcome == SecondFactorOutcome.Proven)
        {
            string[] amr = isRecovery ? [Sessions.MultiFactor] : [Sessions.OneTimeCode, Sessions.MultiFactor];
            await FinishAsync(context, state, amr, trust && !isRecovery);
        }

        return outcome;
    }

    /// <summary>How long no code is looked at.</summary>
    public async Task<TimeSpan> WaitAsync(HttpContext context, SecondStepState state)
        => limits.WaitOf(GuardedAct.SecondFactor, FailureLimits.NetworkOf(context))
            ?? await proof.WaitAsync(state.User.Id);

    /// <summary>After the proof, whatever it was.</summary>
    public async Task FinishAsync(HttpContext context, SecondStepState state, string[] amr, bool trust)
    {
        if (!state.IsSignIn)
        {
            await sessions.StrengthenAsync(context, state.User, amr);
            return;
        }

        pending.End(context);
        await end.CompleteAsync(context, state.User, trust, [Sessions.Password, .. amr]);
    }
}

/// <summary>Who stands before the second step.</summary>
/// <param name="IsSignIn">False for a session that is raised.</param>
public sealed record SecondStepState(User User, bool IsSignIn);
