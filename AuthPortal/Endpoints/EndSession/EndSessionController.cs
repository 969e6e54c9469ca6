using AuthPortal.Accounts;
using AuthPortal.Clients;
using AuthPortal.Components;
using AuthPortal.Components.Answers;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.EndSession;

/// <summary>The end session endpoint, OpenID Connect RP-Initiated Logout §2.</summary>
[Route(EndSessionMetadata.Path)]
[BusyPage<BusyRequest>]
public sealed class EndSessionController(
    FormReader forms,
    ClientRegistry clients,
    IdTokenHints hints,
    SignInFlow signIn,
    Subjects subjects,
    ILogger<EndSessionController> logger) : ControllerBase
{
    private const string SignedOut = "/signed-out";

    private static readonly string[] Known =
        ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "logout_hint", "ui_locales"];

    [HttpGet]
    public Task<IActionResult> GetAsync() => AnswerAsync(RequestParameters.ParseQuery(Request.QueryString.Value));

    /// <summary>A form from the app's own site comes without our Lax cookies: it is sent round by GET to get them.</summary>
    [HttpPost]
    public async Task<IActionResult> PostAsync()
    {
        var form = await forms.ReadLenientlyAsync(Request, HttpContext.RequestAborted);
        if (!form.IsOk)
        {
            return Refused(form.Error.Description, form.Error.Status);
        }

        return User.Identity?.IsAuthenticated == true || form.Value.Fault is not null
            ? await AnswerAsync(form.Value)
            : new SeeOtherResult(Request.PathBase + EndSessionMetadata.Path + QueryOf(form.Value));
    }

    /// <summary>The person said yes on our page. What its fields say about the way on is proven anew.</summary>
    [HttpPost("confirm")]
    [RequireAntiforgeryToken]
    [PageForm]
    public async Task<IActionResult> ConfirmAsync()
    {
        var form = await Request.ReadFormAsync(HttpContext.RequestAborted);
        var facts = await FactsAsync(name => form[name] is [{ Length: > 0 } value] ? value : null);
        return await SignOutAsync(EndSessionDecider.TargetOf(facts));
    }

    private static QueryString QueryOf(RequestParameters sent)
        => QueryString.Create(Known.Where(name => sent[name] is not null)
            .Select(name => KeyValuePair.Create(name, sent[name])));

    private async Task<IActionResult> AnswerAsync(RequestParameters sent)
    {
        if (sent.Fault is { } fault)
        {
            return Refused(fault.Description);
        }

        var facts = await FactsAsync(name => sent[name]);
        return EndSessionDecider.Decide(facts) switch
        {
            EndSessionDecision.SignOut signOut => await SignOutAsync(signOut.Target),
            EndSessionDecision.Confirm { Target: null } when facts.Person is null => await SignOutAsync(null),
            EndSessionDecision.Confirm confirm => new PageResult<ConfirmSignOut>(new(StringComparer.Ordinal)
            {
                [nameof(ConfirmSignOut.ClientId)] = confirm.Target?.ClientId,
                [nameof(ConfirmSignOut.RedirectUri)] = confirm.Target?.Uri,
                [nameof(ConfirmSignOut.State)] = confirm.Target?.State,
            }),
            EndSessionDecision.Refuse refuse => Refused(sent, facts, refuse.Error),
            _ => throw new InvalidOperationException("Every decision is listed."),
        };
    }

    private async Task<EndSessionFacts> FactsAsync(Func<string, string?> parameter)
    {
        var sentHint = parameter("id_token_hint");
        var hint = sentHint is null ? null : hints.Read(sentHint);
        var clientId = parameter("client_id");
        var client = (hint?.ClientId ?? clientId) is { } id
            ? await clients.FindAsync(id, HttpContext.RequestAborted)
            : null;
        var person = SignedInPerson.From(User);
        return new EndSessionFacts(
            person,
            sentHint is not null,
            hint,
            clientId,
            client,
            parameter("post_logout_redirect_uri"),
            parameter("state"))
        {
            Subject = person is not null && client is not null
                ? subjects.Of(person.UserId, client.Id, client.Metadata)
                : person?.UserId,
        };
    }

    private async Task<IActionResult> SignOutAsync(LogoutTarget? target)
    {
        var frames = await signIn.SignOutAsync(HttpContext);
        var next = target?.Address ?? Request.PathBase + SignedOut;
        if (frames.Count == 0)
        {
            return new SeeOtherResult(next);
        }

        Response.Headers.ContentSecurityPolicy = LeavingApps.PolicyFor(frames);
        return new PageResult<LeavingApps>(new(StringComparer.Ordinal)
        {
            [nameof(LeavingApps.Frames)] = frames,
            [nameof(LeavingApps.Next)] = next,
        });
    }

    private PageResult<RefusedRequest> Refused(RequestParameters sent, EndSessionFacts facts, OAuthError error)
    {
        var known = RequestFacts.Of(HttpContext);
        (known.ClientId, known.Parameters) = (facts.Client?.Id, sent.Values);
        FailedRequests.Record(HttpContext, error);
        return Refused(error.Description);
    }

    private PageResult<RefusedRequest> Refused(string reason, int status = StatusCodes.Status400BadRequest)
    {
        logger.LogInformation("Logout request refused: {Reason}", reason);
        return new PageResult<RefusedRequest>(new(StringComparer.Ordinal), status);
    }
}
