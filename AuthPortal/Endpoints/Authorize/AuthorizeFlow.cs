using AuthPortal.Accounts;
using AuthPortal.Activity;
using AuthPortal.Data.Entities;
using AuthPortal.Endpoints.Http;
using AuthPortal.Grants;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>Gathers the facts of a valid request, lets the decider decide, and does what it decided.</summary>
public sealed class AuthorizeFlow(
    GrantStore grants,
    IdTokenHints hints,
    InteractionStore interactions,
    CodeIssuer issuer,
    FrontChannelIssuer frontChannel,
    AuthorizeResponseWriter responses,
    TimeProvider clock)
{
    public async Task<IActionResult> RunAsync(
        HttpContext context,
        ValidatedAuthorizeRequest request,
        AuthorizeParameters parameters,
        Interaction? interaction,
        CancellationToken cancellationToken)
    {
        var facts = await FactsAsync(context, request, interaction, cancellationToken);
        return AuthorizeDecider.Decide(request, facts, clock.GetUtcNow()) switch
        {
            AuthorizeDecision.SignIn
                => await GoAsync("/login", context, request, parameters, interaction, cancellationToken),
            AuthorizeDecision.SignUp
                => await GoAsync("/signup", context, request, parameters, interaction, cancellationToken),
            AuthorizeDecision.Consent
                => await GoAsync("/consent", context, request, parameters, interaction, cancellationToken),
            AuthorizeDecision.Issue issue
                => await IssueAsync(context, request, facts, issue, cancellationToken),
            AuthorizeDecision.Refuse refuse
                => await RefuseAsync(context, request, facts, refuse, cancellationToken),
            _ => throw new InvalidOperationException("Every decision is listed."),
        };
    }

    public IActionResult Refuse(AnswerTarget target, OAuthError error) => responses.Error(target, error);

    private async Task<AuthorizeFacts> FactsAsync(
        HttpContext context,
        ValidatedAuthorizeRequest request,
        Interaction? interaction,
        CancellationToken cancellationToken)
    {
        var person = SignedInPerson.From(context.User);
        var grant = person is null
            ? null
            : await grants.FindAsync(person.UserId, request.Client.Id, cancellationToken);
        return new AuthorizeFacts(person, HintOf(request), grant, interaction);
    }

    /// <summary>Another client's ID token is no hint: whoever came by one could ask whom it was for.</summary>
    private IdTokenHint? HintOf(ValidatedAuthorizeRequest request)
        => request.IdTokenHint is { } sent && hints.Read(sent) is { } hint && hint.ClientId == request.Client.Id
            ? hint
            : null;

    private async Task<IActionResult> GoAsync(
        string page,
        HttpContext context,
        ValidatedAuthorizeRequest request,
        AuthorizeParameters parameters,
        Interaction? interaction,
        CancellationToken cancellationToken)
    {
        interaction ??= await interactions.CreateAsync(
            context, request.Client.Id, parameters.Values, cancellationToken);
        var locales = request.UiLocales is { } wished ? "&ui_locales=" + Uri.EscapeDataString(wished) : string.Empty;
        return new SeeOtherResult($"{context.Request.PathBase}{page}?interaction={interaction.Id}{locales}");
    }

    private async Task<IActionResult> IssueAsync(
        HttpContext context,
        ValidatedAuthorizeRequest request,
        AuthorizeFacts facts,
        AuthorizeDecision.Issue issue,
        CancellationToken cancellationToken)
    {
        var terms = await frontChannel.TermsAsync(request, cancellationToken);
        var answer = new CodeIssuer.Answer(
            request, Person(facts), issue, facts.Interaction, AuditOrigin.Of(context), terms);
        if (await issuer.IssueAsync(answer, cancellationToken) is not CodeOutcome.Issued issued)
        {
            return Shown.Ended();
        }

        if (request.Device is not null)
        {
            return new SeeOtherResult($"{context.Request.PathBase}/device?done=allowed");
        }

        var tokens = await frontChannel.IssueAsync(request, issued, cancellationToken);
        return tokens.IsOk
            ? responses.Granted(request.Target, issued.Code, tokens.Value.Tokens)
            : Shown.Ended();
    }

    private async Task<IActionResult> RefuseAsync(
        HttpContext context,
        ValidatedAuthorizeRequest request,
        AuthorizeFacts facts,
        AuthorizeDecision.Refuse refuse,
        CancellationToken cancellationToken)
    {
        if (refuse.Denied && facts.Interaction is { } interaction
            && !await issuer.DenyAsync(
                request, Person(facts), interaction, AuditOrigin.Of(context), cancellationToken))
        {
            return Shown.Ended();
        }

        return request.Device is null
            ? responses.Error(request.Target, refuse.Error)
            : new SeeOtherResult($"{context.Request.PathBase}/device?done=denied");
    }

    private static SignedInPerson Person(AuthorizeFacts facts)
        => facts.Person ?? throw new InvalidOperationException("The decider issues and denies only for a person.");
}
