using AuthPortal.Clients;
using AuthPortal.Endpoints.Http;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>The tokens that an answer itself carries, for the implicit and hybrid response types.</summary>
public sealed class FrontChannelIssuer(TokenIssuer issuer, ScopeCatalog catalog, IOptions<OAuthOptions> options)
{
    /// <summary>The terms of such tokens.</summary>
    public async ValueTask<TokenTerms> TermsAsync(
        ValidatedAuthorizeRequest request,
        CancellationToken cancellationToken)
        => new(
            request.Client.Id,
            request.Client.Metadata,
            options.Value,
            GrantTypeName.Implicit,
            new ResourceMap(await catalog.GetAsync(cancellationToken)));

    /// <summary>No tokens for a code alone.</summary>
    public async Task<Result<Issued>> IssueAsync(
        ValidatedAuthorizeRequest request,
        CodeOutcome.Issued issued,
        CancellationToken cancellationToken)
    {
        if (issued.FrontChannel is not { } access)
        {
            return new Issued(null);
        }

        var tokens = await issuer.IssueFrontAsync(access, request.Response, issued.Code, cancellationToken);
        return tokens.IsOk ? new Issued(tokens.Value) : tokens.Error;
    }

    /// <summary>Null when the response type has none.</summary>
    public sealed record Issued(FrontChannelTokens? Tokens);
}
