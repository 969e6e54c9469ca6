using AuthPortal.Data.Entities;

namespace AuthPortal.Accounts.Guards;

/// <summary>
/// A password, looked at only while not too much has failed from its network: on the sign-in page and, for clients from
/// before, at the token endpoint. Both count together, or one would be the way around the other.
/// </summary>
public sealed class GuardedPassword(PasswordProof proof, FailureLimits limits)
{
    public async Task<PasswordVerdict> ProveAsync(
        string login,
        string password,
        Visitor visitor,
        CancellationToken cancellationToken)
    {
        var network = FailureLimits.NetworkOf(visitor);
        if (limits.WaitOf(GuardedAct.SignIn, network) is { } wait)
        {
            return new PasswordVerdict(User: null, wait);
        }

        var user = await proof.ProveAsync(login, password, visitor, cancellationToken);
        if (user is null)
        {
            limits.Count(GuardedAct.SignIn, network);
        }

        return new PasswordVerdict(user, Wait: null);
    }
}

/// <summary>The person, or null for every refusal alike; and how long their network has to wait.</summary>
public sealed record PasswordVerdict(User? User, TimeSpan? Wait);
