using AuthPortal.Accounts;
using AuthPortal.Activity;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Grants;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>
/// Answers a decided request in one transaction, RFC 6749 §4.1.2: the request under way is spent, the grant written
/// where it is new, the code added. Every code hangs on the person's grant.
/// </summary>
public sealed class CodeIssuer(
    WriteQueue writes,
    GrantStore grants,
    AuthorizationCodes codes,
    AuditTrail audit,
    GrantNotices notices)
{
    public async Task<CodeOutcome> IssueAsync(
        ValidatedAuthorizeRequest request,
        SignedInPerson person,
        AuthorizeDecision.Issue issue,
        Interaction? interaction,
        AuditOrigin origin,
        CancellationToken cancellationToken)
    {
        var outcome = await writes.RunAsync(
            db => WriteAsync(db, new Answer(request, person, issue, interaction, origin)),
            cancellationToken);
        if (issue.GrantId is null && outcome is CodeOutcome.Issued)
        {
            notices.Publish(person.UserId);
        }

        return outcome;
    }

    /// <summary>The person said no. False when the request has been answered already.</summary>
    public Task<bool> DenyAsync(
        ValidatedAuthorizeRequest request,
        SignedInPerson person,
        Interaction interaction,
        AuditOrigin origin,
        CancellationToken cancellationToken)
        => writes.RunAsync(
            async db =>
            {
                if (!await InteractionStore.ConsumeAsync(db, interaction.Id))
                {
                    return false;
                }

                Record(db, AuditEventType.ConsentDenied, request, person, origin, request.Scopes);
                return true;
            },
            cancellationToken);

    private async Task<CodeOutcome> WriteAsync(AuthDbContext db, Answer answer)
    {
        var (request, person, issue, interaction, origin) = answer;
        if (issue.GrantId is { } standing && !await db.Grants.AnyAsync(g => g.Id == standing))
        {
            return new CodeOutcome.Overtaken();
        }

        if (interaction is not null && !await InteractionStore.ConsumeAsync(db, interaction.Id))
        {
            return new CodeOutcome.AlreadyAnswered();
        }

        var grantId = issue.GrantId
            ?? await grants.AllowAsync(db, person.UserId, request.Client.Id, issue.Scopes, issue.Denied);
        if (grantId is not { } id)
        {
            return new CodeOutcome.Overtaken();
        }

        if (issue.Consented)
        {
            Record(db, AuditEventType.ConsentAllowed, request, person, origin, issue.Scopes);
        }

        return new CodeOutcome.Issued(codes.Add(db, CodeFor(id, answer)));
    }

    private static NewCode CodeFor(Guid grantId, Answer answer)
    {
        var (request, person, issue, _, origin) = answer;
        return new NewCode(
            grantId,
            request.Target.RedirectUri,
            request.RedirectUriWasSent,
            issue.Scopes,
            request.Nonce,
            request.CodeChallenge,
            person.SessionId,
            person.AuthTime,
            string.Join(' ', person.Amr),
            Acr: null,
            origin.UserAgent,
            origin.IpAddress);
    }

    private void Record(
        AuthDbContext db,
        string type,
        ValidatedAuthorizeRequest request,
        SignedInPerson person,
        AuditOrigin origin,
        ScopeSet scopes)
        => audit.Add(
            db,
            type,
            person.UserId,
            request.Client.Id,
            origin,
            ("app", request.Client.Name),
            ("scopes", scopes.ToString()));

    private sealed record Answer(
        ValidatedAuthorizeRequest Request,
        SignedInPerson Person,
        AuthorizeDecision.Issue Issue,
        Interaction? Interaction,
        AuditOrigin Origin);
}
