using AuthPortal.Clients;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>RFC 6749 §4.4: the client acts for itself, so nothing that speaks of a person can be asked for.</summary>
public sealed class ClientCredentialsGrant(ClientTerms terms, TargetResources targets) : IGrantType
{
    public string Name => GrantTypeName.ClientCredentials;

    public bool IsOffered => true;

    public async Task<Result<GrantedAccess>> RedeemAsync(
        AuthenticatedRequest request,
        CancellationToken cancellationToken)
    {
        // §4.4: "MUST only be used by confidential clients".
        if (request.Client.IsPublic)
        {
            return OAuthError.UnauthorizedClient("A public client can't use client_credentials.")
                .Because(ErrorReason.SecretMissing);
        }

        var mine = request.Client.Scopes.Except(ScopeCatalog.Standard);
        var sent = request.Form["scope"];
        var scopes = sent is null ? mine : ScopeSet.Parse(sent);
        if (sent is not null && scopes.Count == 0)
        {
            return OAuthError.InvalidScope("scope names no scope.").Because(ErrorReason.ScopeMissing);
        }

        if (!mine.Covers(scopes))
        {
            return OAuthError.InvalidScope("scope asks for more than this client may have for itself.")
                .Because(ErrorReason.ScopeUnregistered, scopes.ToString(), [mine.ToString()]);
        }

        var resources = await targets.ReadAsync(request.Form, cancellationToken);
        if (!resources.IsOk)
        {
            return resources.Error;
        }

        var own = await terms.ForAsync(request.Client, Name, cancellationToken);
        var limits = new TokenLimits(resources.Value, own.ConfirmationOf(request.Proof));
        return new GrantedAccess(own, own.At(limits.Resources, scopes), Person: null) { Limits = limits };
    }
}
