using AuthPortal.Data;
using AuthPortal.Data.Entities;

namespace AuthPortal.Accounts;

/// <summary>Signing in with a password, and out again.</summary>
public sealed class SignInFlow(PasswordProof proof, Sessions sessions, WriteQueue writes, TimeProvider clock)
{
    /// <summary>True when the person is signed in now; false says nothing about why not.</summary>
    public async Task<bool> SignInAsync(HttpContext context, string? login, string? password)
    {
        var visitor = Visitor.Of(context);
        var user = await proof.ProveAsync(
            login ?? string.Empty,
            password ?? string.Empty,
            visitor,
            context.RequestAborted);
        if (user is null)
        {
            return false;
        }

        await writes.RunAsync(db =>
        {
            db.AuditEvents.Add(visitor.Event(AuditEventType.SignedIn, user.Id, clock.GetUtcNow()));
            return Task.CompletedTask;
        });
        await sessions.StartAsync(context, user, Sessions.Password);
        return true;
    }

    /// <inheritdoc cref="Sessions.EndAsync"/>
    public Task<IReadOnlyList<string>> SignOutAsync(HttpContext context) => sessions.EndAsync(context);
}
