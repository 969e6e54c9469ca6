using AuthPortal.Accounts;
using AuthPortal.Activity;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Endpoints.Http;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>Lets the decider decide a valid request, and does what it decided.</summary>
public sealed class AuthorizeFlow(
    AuthorizeFactsReader reader,
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
            AuthorizeDecision.SecondFactor
                => await GoAsync("/login/verify", context, request, parameters, interaction, cancellationToken),
            AuthorizeDecision.SignUp
                => await GoAsync("/signup", context, request, parameters, interaction, cancellationToken),
            AuthorizeDecision.Consent
                => await GoAsync("/consent", context, request, parameters, interaction, cancellationToken),
            AuthorizeDecision.Issue issue
                => await IssueAsync(context, request, facts, issue, cancellationToken),
            AuthorizeDecision.Refuse refuse
                => await RefuseAsync(context, request, parameters, facts, refuse, cancellationToken),
            _ => throw new InvalidOperationException("Every decision is listed."),
        };
    }

    private async Task<AuthorizeFacts> FactsAsync(
        HttpContext context,
        ValidatedAuthorizeRequest request,
        Interaction? interaction,
        CancellationToken cancellationToken)
    {
        using var step = PortalTelemetry.Step("authorize.facts");
        return await reader.ReadAsync(context, request, interaction, cancellationToken);
    }

    public IActionResult Refuse(AnswerTarget target, OAuthError error) => responses.Error(target, error);

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
        AuthorizeParameters parameters,
        AuthorizeFacts facts,
        AuthorizeDecision.Refuse refuse,
        CancellationToken cancellationToken)
    {
        FailedRequests.Record(context, parameters, refuse.Error);
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
