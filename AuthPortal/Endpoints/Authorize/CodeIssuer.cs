using AuthPortal.Accounts;
using AuthPortal.Activity;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Grants;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>
/// Answers a decided request in one transaction, RFC 6749 §4.1.2: the request under way is spent, the grant written
/// where it is new, the code added. Every code hangs on the person's grant.
/// </summary>
public sealed class CodeIssuer(
    WriteQueue writes,
    GrantStore grants,
    AuthorizationCodes codes,
    FrontChannel frontChannel,
    DeviceRequests devices,
    ConsentRecord record,
    GrantNotices notices)
{
    public async Task<CodeOutcome> IssueAsync(Answer answer, CancellationToken cancellationToken)
    {
        using var step = PortalTelemetry.Step("authorize.issue");
        var outcome = await writes.RunAsync(db => WriteAsync(db, answer), cancellationToken);
        if (answer.Issue.GrantId is null && outcome is CodeOutcome.Issued)
        {
            notices.Publish(answer.Person.UserId);
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
                if (!await ClaimAsync(db, request, interaction, ConsentDecision.Deny))
                {
                    return false;
                }

                record.Denied(db, request, person.UserId, origin);
                return true;
            },
            cancellationToken);

    private async Task<CodeOutcome> WriteAsync(AuthDbContext db, Answer answer)
    {
        var (request, person, issue, interaction, origin, terms) = answer;
        var grant = issue.GrantId is { } standing ? await grants.StandingAsync(db, standing) : null;
        if (grant is null && issue.GrantId is not null)
        {
            return new CodeOutcome.Overtaken();
        }

        // Before the grant is written: an answer that counts no more must not leave one behind.
        if (!await ClaimAsync(db, request, interaction, ConsentDecision.Allow))
        {
            return new CodeOutcome.AlreadyAnswered();
        }

        grant ??= await grants.AllowAsync(
            db,
            person.UserId,
            request.Client.Id,
            new Allowance(issue.Scopes, issue.Denied, request.Details, issue.Lasts));
        if (grant is null)
        {
            return new CodeOutcome.Overtaken();
        }

        if (issue.Consented)
        {
            record.Allowed(db, request, person.UserId, origin, issue.Scopes, issue.Lasts);
        }

        var code = CodeFor(grant.Id, answer);
        if (request.Device is { } device)
        {
            await DeviceRequests.RecordAsync(db, device, code);
            return new CodeOutcome.Issued(Code: null, FrontChannel: null);
        }

        return new CodeOutcome.Issued(
            request.Response.HasCode ? await codes.AddAsync(db, code) : null,
            request.Response.IsFrontChannel ? frontChannel.Begin(db, code, grant, terms) : null);
    }

    /// <summary>True for the one answer to the request, and to the device behind it where there is one.</summary>
    private async Task<bool> ClaimAsync(
        AuthDbContext db,
        ValidatedAuthorizeRequest request,
        Interaction? interaction,
        ConsentDecision decision)
        => (interaction is null || await InteractionStore.ConsumeAsync(db, interaction.Id))
            && (request.Device is not { } device || await devices.ClaimAsync(db, device, decision));

    private static NewCode CodeFor(Guid grantId, Answer answer)
    {
        var (request, person, issue, _, origin, _) = answer;
        return new NewCode(
            grantId,
            request.Target.RedirectUri,
            request.RedirectUriWasSent,
            issue.Scopes.Intersect(request.Scopes),
            request.Nonce,
            request.CodeChallenge,
            person.SessionId,
            person.AuthTime,
            string.Join(' ', person.Amr),
            AuthenticationContext.Of(person.Amr),
            origin.UserAgent,
            origin.IpAddress)
        {
            // FAPI 2.0 §5.3.2.2: 60 seconds at most.
            LongestLife = request.Client.IsFapi ? TimeSpan.FromSeconds(60) : null,
            Resources = request.Resources,
            AuthorizationDetails = request.Details.ToText(),
            RequestedClaims = request.Claims?.Within(issue.Scopes),
            DpopThumbprint = request.DpopThumbprint,
        };
    }

    /// <summary>A decided request and all that answering it needs.</summary>
    public sealed record Answer(
        ValidatedAuthorizeRequest Request,
        SignedInPerson Person,
        AuthorizeDecision.Issue Issue,
        Interaction? Interaction,
        AuditOrigin Origin,
        TokenTerms Terms);
}
