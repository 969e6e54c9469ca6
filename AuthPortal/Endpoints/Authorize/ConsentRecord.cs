using AuthPortal.Accounts;
using AuthPortal.Accounts.Mail;
using AuthPortal.Activity;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Interactions;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>What a person answered on the consent page (RFC 6749 §4.1.1), for their activity page and their mail.</summary>
public sealed class ConsentRecord(AuditTrail audit, MailQueue mail)
{
    /// <summary>Inside the write of the grant; what the person allowed for the first time is told by mail too.</summary>
    public void Allowed(
        AuthDbContext db,
        ValidatedAuthorizeRequest request,
        string userId,
        AuditOrigin origin,
        ScopeSet scopes,
        ConsentDuration? lasts)
    {
        Add(db, AuditEventType.ConsentAllowed, request, userId, origin, scopes, lasts);
        mail.Notify(
            db,
            LetterKind.AppAllowed,
            userId,
            new Visitor(origin.IpAddress, origin.UserAgent),
            (LetterData.App, request.Client.Name));
    }

    /// <summary>Inside the write that spends the request.</summary>
    public void Denied(AuthDbContext db, ValidatedAuthorizeRequest request, string userId, AuditOrigin origin)
        => Add(db, AuditEventType.ConsentDenied, request, userId, origin, request.Scopes);

    private void Add(
        AuthDbContext db,
        string type,
        ValidatedAuthorizeRequest request,
        string userId,
        AuditOrigin origin,
        ScopeSet scopes,
        ConsentDuration? lasts = null)
        => audit.Add(
            db,
            type,
            userId,
            request.Client.Id,
            origin,
            ("app", request.Client.Name),
            ("scopes", scopes.ToString()),
            ("lasts", lasts?.ToString() ?? string.Empty));
}
