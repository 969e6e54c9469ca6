using AuthPortal.Activity;
using AuthPortal.Clients;
using AuthPortal.Endpoints.Http;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>The tokens that an answer itself carries, for the implicit and hybrid response types.</summary>
public sealed class FrontChannelIssuer(
    TokenIssuer issuer,
    ScopeCatalog catalog,
    UsageCounters usage,
    IOptions<OAuthOptions> options)
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
        if (!tokens.IsOk)
        {
            return tokens.Error;
        }

        // With a code beside the tokens the sign-in is counted when that is redeemed.
        if (!request.Response.HasCode)
        {
            usage.Issued(request.Client.Id, GrantTypeName.Implicit, access.Person?.UserId);
        }

        return new Issued(tokens.Value);
    }

    /// <summary>Null when the response type has none.</summary>
    public sealed record Issued(FrontChannelTokens? Tokens);
}
