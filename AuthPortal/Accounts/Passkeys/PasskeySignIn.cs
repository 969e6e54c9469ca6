using AuthPortal.Accounts.Guards;
using AuthPortal.Accounts.SecondFactors;
using AuthPortal.Data;
using AuthPortal.Data.Entities;

namespace AuthPortal.Accounts.Passkeys;

/// <summary>Signing in with a passkey: without a user name, or as the second step.</summary>
public sealed class PasskeySignIn(
    PersonPasskeys passkeys,
    SignInEnd end,
    SecondStep second,
    FailureLimits limits,
    WriteQueue writes,
    TimeProvider clock)
{
    /// <summary>True when the person is signed in now.</summary>
    public async Task<bool> SignInAsync(HttpContext context, string? credential)
    {
        if (await passkeys.ProveAsync(credential) is not { } proof)
        {
            await RecordFailureAsync(context, userId: null);
            return false;
        }

        await end.CompleteAsync(context, proof.User, trust: false, proof.Amr);
        return true;
    }

    /// <summary>True when the passkey is that of whom the second step asks.</summary>
    public async Task<bool> ProveSecondAsync(HttpContext context, SecondStepState state, string? credential, bool trust)
    {
        if (await passkeys.ProveAsync(credential) is not { } proof || proof.User.Id != state.User.Id)
        {
            await RecordFailureAsync(context, state.User.Id);
            return false;
        }

        await second.FinishAsync(context, state, proof.Amr, trust);
        return true;
    }

    /// <summary>A passkey can't be guessed; the limit keeps the rows few.</summary>
    private Task RecordFailureAsync(HttpContext context, string? userId)
    {
        var network = FailureLimits.NetworkOf(context);
        if (limits.WaitOf(GuardedAct.SecondFactor, network) is not null)
        {
            return Task.CompletedTask;
        }

        limits.Count(GuardedAct.SecondFactor, network);
        return writes.RunAsync(db =>
        {
            db.AuditEvents.Add(Visitor.Of(context).Event(AuditEventType.SignInFailed, userId, clock.GetUtcNow()));
            return Task.CompletedTask;
        });
    }
}
