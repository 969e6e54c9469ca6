using AuthPortal.Components.Answers;
using AuthPortal.Data.Entities;
using AuthPortal.Endpoints.Http;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>
/// The authorization endpoint, RFC 6749 §3.1 and OpenID Connect Core §3.1.2. Pages lead back here with
/// <c>?interaction=</c>, never to one another.
/// </summary>
[Route(AuthorizeMetadata.Path)]
[BusyPage<BusyRequest>]
[IgnoreAntiforgeryToken]
public sealed class AuthorizeController(
    FormReader forms,
    AuthorizeRequestResolver resolver,
    AuthorizeRequestValidator validator,
    InteractionStore interactions,
    AuthorizeFlow flow,
    ILogger<AuthorizeController> logger) : ControllerBase
{
    private const string InteractionParameter = "interaction";

    [HttpGet]
    public async Task<IActionResult> GetAsync()
    {
        var cancellationToken = HttpContext.RequestAborted;
        var query = RequestParameters.ParseQuery(Request.QueryString.Value);
        if (query[InteractionParameter] is not { } id)
        {
            return await AnswerAsync(
                await resolver.ResolveAsync(Parameters(query), cancellationToken), interaction: null, cancellationToken);
        }

        return !query.Repeated.Contains(InteractionParameter)
            && await interactions.ResumeAsync(id, HttpContext, cancellationToken) is { } interaction
            ? await ResumeAsync(interaction, cancellationToken)
            : Shown.Ended();
    }

    /// <summary>
    /// A form from the client's own site comes without our cookies, which are Lax. Nobody may be taken for signed
    /// out because of that, so the request is stored and the browser sent round by GET, which brings them.
    /// </summary>
    [HttpPost]
    public async Task<IActionResult> PostAsync()
    {
        var cancellationToken = HttpContext.RequestAborted;
        var form = await forms.ReadLenientlyAsync(Request, cancellationToken);
        if (!form.IsOk)
        {
            logger.LogInformation("Authorization request refused: {Reason}", form.Error.Description);
            return Shown.Refused(form.Error.Status);
        }

        var resolved = await resolver.ResolveAsync(Parameters(form.Value), cancellationToken);
        return User.Identity?.IsAuthenticated == true
            ? await AnswerAsync(resolved, interaction: null, cancellationToken)
            : await SendRoundAsync(resolved, cancellationToken);
    }

    private static AuthorizeParameters Parameters(RequestParameters sent)
        => AuthorizeParameters.Of(sent.Joined(), sent.Repeated.Union(sent.Malformed));

    /// <summary>Judged anew: the client may have changed since.</summary>
    private async Task<IActionResult> ResumeAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        var parameters = AuthorizeParameters.Restored(interaction.Parameters);
        var outcome = await validator.ValidateAsync(parameters, RequestOrigin.Kept, cancellationToken);
        return await AnswerAsync(new ResolvedRequest(parameters, outcome), interaction, cancellationToken);
    }

    private async Task<IActionResult> SendRoundAsync(ResolvedRequest resolved, CancellationToken cancellationToken)
    {
        switch (resolved.Outcome)
        {
            case ValidatedAuthorizeRequest request:
                var stored = await interactions.CreateUnboundAsync(
                    HttpContext, request.Client.Id, resolved.Parameters.Values, cancellationToken);
                return new SeeOtherResult($"{Request.PathBase}{AuthorizeMetadata.Path}?{InteractionParameter}={stored.Id}");
            case Rejection rejection:
                return Refused(resolved, rejection);
            default:
                throw new InvalidOperationException("A validation is a request or a rejection.");
        }
    }

    private async Task<IActionResult> AnswerAsync(
        ResolvedRequest resolved,
        Interaction? interaction,
        CancellationToken cancellationToken)
    {
        try
        {
            return resolved.Outcome switch
            {
                ValidatedAuthorizeRequest request
                    => await flow.RunAsync(HttpContext, request, resolved.Parameters, interaction, cancellationToken),
                Rejection rejection => Refused(resolved, rejection),
                _ => throw new InvalidOperationException("A validation is a request or a rejection."),
            };
        }
        catch (DbUpdateException exception)
        {
            // The app or the person was deleted while this was under way; nothing was issued.
            logger.LogInformation(exception, "Authorization request overtaken");
            return Shown.Ended();
        }
    }

    private IActionResult Refused(ResolvedRequest resolved, Rejection rejection)
    {
        FailedRequests.Record(HttpContext, resolved.Parameters, rejection.Error);
        logger.LogInformation(
            "Authorization request refused: {Error}, {Reason}", rejection.Error.Code, rejection.Error.Description);
        return rejection switch
        {
            Rejection.Redirected { Target.IsOfStranger: true }
                when User.Identity?.IsAuthenticated != true && Prompt.Parse(resolved.Parameters["prompt"])?.None != true
                => SignInFirst(),
            Rejection.Redirected redirected => flow.Refuse(redirected.Target, redirected.Error),
            _ => Shown.Refused(),
        };
    }

    /// <summary>
    /// RFC 9700 §4.11.2: whoever registers an app would else have links of this server that lead to a page of theirs at
    /// once. A posted request can't be come back to.
    /// </summary>
    private IActionResult SignInFirst()
    {
        var here = $"{Request.PathBase}{Request.Path}{Request.QueryString}";
        return HttpMethods.IsGet(Request.Method)
            ? new SeeOtherResult($"{Request.PathBase}/login?returnUrl={Uri.EscapeDataString(here)}")
            : Shown.Refused();
    }
}
