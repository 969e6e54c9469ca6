using AuthPortal.Accounts;
using AuthPortal.Accounts.SecondFactors;
using AuthPortal.Data.Entities;
using AuthPortal.Grants;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>Gathers what a decision needs to know, OpenID Connect Core §3.1.2.3.</summary>
public sealed class AuthorizeFactsReader(GrantStore grants, IdTokenHints hints, PersonFactors factors, Subjects subjects)
{
    public async Task<AuthorizeFacts> ReadAsync(
        HttpContext context,
        ValidatedAuthorizeRequest request,
        Interaction? interaction,
        CancellationToken cancellationToken)
    {
        if (SignedInPerson.From(context.User) is not { } person)
        {
            return new AuthorizeFacts(null, HintOf(request), null, AuthenticationContext.Password, interaction);
        }

        // Asked only where a request wants more than a password: the hot path has no use for it.
        var strongest = request.AcrWanted.Count == 0
            ? AuthenticationContext.Password
            : (await factors.OfAsync(person.UserId, cancellationToken)).StrongestAcr;
        var grant = await grants.FindAsync(person.UserId, request.Client.Id, cancellationToken);
        return new AuthorizeFacts(person, HintOf(request), grant, strongest, interaction)
        {
            Subject = subjects.Of(person.UserId, request.Client.Id, request.Client.Metadata),
        };
    }

    /// <summary>Another client's ID token is no hint: whoever came by one could ask whom it was for.</summary>
    private IdTokenHint? HintOf(ValidatedAuthorizeRequest request)
        => request.IdTokenHint is { } sent && hints.Read(sent) is { } hint && hint.ClientId == request.Client.Id
            ? hint
            : null;
}
