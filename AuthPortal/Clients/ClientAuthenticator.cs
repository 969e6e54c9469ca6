using AuthPortal.Protocol;

namespace AuthPortal.Clients;

/// <summary>
/// Proves a client, RFC 6749 §2.3 and §3.2.1, in the way that it is registered for. An unknown client and a wrong
/// secret read and cost the same; anything more is said only to who knows the secret or holds the key.
/// </summary>
public sealed class ClientAuthenticator(
    ClientRegistry registry,
    ClientAssertions assertions,
    ClientCertificateProof certificates,
    SecretUses uses,
    TimeProvider clock)
{
    /// <summary>Compared with when there is nothing else to compare with.</summary>
    private static readonly RegisteredSecret Nobodys = new(Guid.Empty, Secrets.Hash(Secrets.Generate()), null);

    public async Task<Result<RegisteredClient>> AuthenticateAsync(
        ClientCredentials credentials,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(credentials.ClientId))
        {
            return OAuthError.InvalidClient("The request names no client.");
        }

        var client = await registry.FindAsync(credentials.ClientId, cancellationToken);
        var proven = credentials.Source switch
        {
            ClientCredentialsSource.None => await WithoutSecretAsync(client, credentials, cancellationToken),
            ClientCredentialsSource.Assertion => await WithAssertionAsync(client, credentials, cancellationToken),
            _ => WithSecret(client, credentials.Secret ?? string.Empty),
        };
        return proven is { IsOk: true, Value.Disabled: true }
            ? OAuthError.InvalidClient("This client is disabled.").Because(ErrorReason.ClientDisabled)
            : proven;
    }

    private async Task<Result<RegisteredClient>> WithoutSecretAsync(
        RegisteredClient? client,
        ClientCredentials credentials,
        CancellationToken cancellationToken)
    {
        if (client is null)
        {
            return Failed(ErrorReason.Other);
        }

        var proven = client.IsPublic
            || (credentials.Certificate is { } certificate
                && await certificates.ProvesAsync(client, certificate, cancellationToken));
        return proven ? client : Failed(ErrorReason.SecretMissing, client.AuthMethod);
    }

    private async Task<Result<RegisteredClient>> WithAssertionAsync(
        RegisteredClient? client,
        ClientCredentials credentials,
        CancellationToken cancellationToken)
    {
        if (client?.AuthMethod is not (ClientAuthMethod.PrivateKeyJwt or ClientAuthMethod.SecretJwt))
        {
            return Failed(ErrorReason.AuthMethodOther, client?.AuthMethod);
        }

        var problem = await assertions.ProblemAsync(
            client, credentials.Secret ?? string.Empty, credentials.Endpoint, cancellationToken);
        return problem is null ? client : OAuthError.InvalidClient($"client_assertion {problem}.")
            .Because(ErrorReason.AssertionRefused);
    }

    /// <summary>
    /// A secret proves the same in the header and in the form, and many clients know only the form (RFC 6749 §2.3.1), so
    /// whoever has one may send it either way. Stronger methods are never let down to it.
    /// </summary>
    private Result<RegisteredClient> WithSecret(RegisteredClient? client, string secret)
    {
        var proven = Find(client, secret);
        if (client is null || client.IsPublic || proven is null)
        {
            // RFC 9700 §2.5: a client registered with none that sends a secret is mistaken or somebody else.
            return Failed(client?.IsPublic == true ? ErrorReason.SecretOfPublicClient : ErrorReason.SecretWrong);
        }

        if (proven.ExpiresAt <= clock.GetUtcNow())
        {
            return OAuthError.InvalidClient("This client_secret has expired.").Because(ErrorReason.SecretExpired);
        }

        uses.Note(proven.Id);
        return client.AuthMethod is ClientAuthMethod.Basic or ClientAuthMethod.Post
            ? client
            : OAuthError.InvalidClient($"This client must authenticate with {client.AuthMethod}.")
                .Because(ErrorReason.AuthMethodOther, expected: [client.AuthMethod]);
    }

    private static RegisteredSecret? Find(RegisteredClient? client, string secret)
    {
        IReadOnlyList<RegisteredSecret> candidates = client is { Secrets.Count: > 0 } ? client.Secrets : [Nobodys];
        RegisteredSecret? found = null;
        foreach (var candidate in candidates)
        {
            // No early way out: the time says nothing about which secret matched.
            if (Secrets.Matches(secret, candidate.Hash))
            {
                found = candidate;
            }
        }

        return found;
    }

    /// <summary>One answer for all; what went wrong is for the app's own developers.</summary>
    private static OAuthError Failed(ErrorReason reason, string? expected = null)
        => OAuthError.InvalidClient("Client authentication failed.")
            .Because(reason, expected: expected is null ? [] : [expected]);
}
