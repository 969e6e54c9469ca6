using AuthPortal.Accounts.Guards;
using AuthPortal.Clients;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// Client authentication (RFC 6749 §2.3.1: an endpoint that takes passwords must be guarded against guesses). Failures
/// count by client and network together, so that a stranger's wrong secrets keep no client out. After too many of them
/// what can be guessed is not looked at any more; a key's signature, a secret as long as we make them, and one that was
/// right from there before still are: a client that is right is never stopped, whoever else is wrong beside it.
/// </summary>
public sealed class GuardedClients(ClientAuthenticator authenticator, FailureLimits limits, ProvenSecrets proven)
{
    private const string TooMany = "This client failed to authenticate too often from this address.";

    public async Task<Result<RegisteredClient>> AuthenticateAsync(
        HttpContext context,
        ClientCredentials presented,
        CancellationToken cancellationToken)
    {
        if (FailureLimits.NetworkOf(context) is not { } network)
        {
            return await authenticator.AuthenticateAsync(presented, cancellationToken);
        }

        var party = $"{network} {presented.ClientId}";
        var guessable = CanBeGuessed(presented) ? presented.Secret : null;
        var isNew = guessable is not null && !proven.Knows(party, guessable);
        if (isNew && limits.WaitOf(GuardedAct.Client, party) is { } refused)
        {
            return OAuthError.TooManyFailures(TooMany, refused);
        }

        var client = await authenticator.AuthenticateAsync(presented, cancellationToken);
        if (!client.IsOk)
        {
            // Asked before this failure counts: the last one that is allowed still reads as what it is.
            var wait = limits.WaitOf(GuardedAct.Client, party);
            limits.Count(GuardedAct.Client, party);
            return wait is { } over ? OAuthError.TooManyFailures(TooMany, over) : client;
        }

        if (isNew && guessable is not null)
        {
            proven.Remember(party, guessable);
        }

        return client;
    }

    private static bool CanBeGuessed(ClientCredentials presented)
        => presented is { Source: ClientCredentialsSource.Basic or ClientCredentialsSource.Post, Secret.Length: < Secrets.Length };
}
