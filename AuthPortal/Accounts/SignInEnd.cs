using AuthPortal.Accounts.Mail;
using AuthPortal.Data;
using AuthPortal.Data.Entities;

namespace AuthPortal.Accounts;

/// <summary>
/// The last step of every way to sign in: the browser is known from now on, the person is told of one that was not,
/// and the session begins.
/// </summary>
public sealed class SignInEnd(
    KnownBrowsers browsers,
    Sessions sessions,
    WriteQueue writes,
    MailQueue mail,
    TimeProvider clock)
{
    public Task CompleteAsync(HttpContext context, User user, bool trust, params string[] amr)
        => CompleteAsync(context, user, isNew: false, trust, amr);

    /// <summary>After signing up: nobody need be told of the browser that the account was made in.</summary>
    public Task BeginAsync(HttpContext context, User user, params string[] amr)
        => CompleteAsync(context, user, isNew: true, trust: false, amr);

    private async Task CompleteAsync(HttpContext context, User user, bool isNew, bool trust, string[] amr)
    {
        var visitor = Visitor.Of(context);
        var renewal = browsers.Renew(context);
        await writes.RunAsync(async db =>
        {
            var known = await renewal.RecordAsync(db, user.Id, trust);
            await PersonLanguage.KeepAsync(db, user.Id);
            if (isNew)
            {
                return;
            }

            db.AuditEvents.Add(visitor.Event(AuditEventType.SignedIn, user.Id, clock.GetUtcNow()));
            if (trust)
            {
                db.AuditEvents.Add(visitor.Event(AuditEventType.BrowserTrusted, user.Id, clock.GetUtcNow()));
            }

            if (!known)
            {
                mail.Notify(db, LetterKind.NewSignIn, user.Id, visitor);
            }
        });
        await sessions.StartAsync(context, user, amr);
    }
}
