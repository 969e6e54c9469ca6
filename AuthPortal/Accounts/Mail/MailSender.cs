using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts.Mail;

/// <summary>
/// Sends what lies in the outbox. A mail is taken by moving its next attempt on, so that one node sends it, and is
/// deleted once it was taken; what fails is tried again, ever later, until it would tell nothing any more.
/// </summary>
public sealed class MailSender(
    IServiceScopeFactory scopes,
    WriteQueue writes,
    IMailTransport transport,
    TimeProvider clock,
    ILogger<MailSender> logger) : BackgroundService
{
    private const int AtOnce = 20;
    private const int LongestProblem = 200;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Longer than sending one may take: within it nobody else sends the mail.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>After each failed attempt; then the last again and again until the mail expires.</summary>
    internal static readonly IReadOnlyList<TimeSpan> Waits =
    [
        TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1), TimeSpan.FromHours(6),
    ];

    /// <summary>Sends what is due now.</summary>
    internal async Task SendAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        var due = await db.OutgoingMails.AsNoTracking().Where(m => m.GivenUpAt == null && m.NextAttemptAt <= now)
            .OrderBy(m => m.NextAttemptAt).Take(AtOnce).ToListAsync(cancellationToken);
        foreach (var mail in due)
        {
            await SendAsync(mail, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Period, clock, stoppingToken);
            try
            {
                await SendAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A busy or failing database now is no reason to stop sending for good.
                logger.LogWarning(exception, "The mails were not sent this time");
            }
        }
    }

    private async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + Lease;
        var mine = await writes.RunAsync(
            async db => await db.OutgoingMails.Where(m => m.Id == mail.Id && m.NextAttemptAt == mail.NextAttemptAt)
                .ExecuteUpdateAsync(s => s.SetProperty(m => m.NextAttemptAt, until)) == 1,
            cancellationToken);
        if (!mine)
        {
            return;
        }

        try
        {
            // A scope each: a letter is written from what is true now.
            await using var scope = scopes.CreateAsyncScope();
            var writer = scope.ServiceProvider.GetRequiredService<LetterWriter>();
            using var message = mail.ExpiresAt > clock.GetUtcNow() ? await writer.WriteAsync(mail, cancellationToken) : null;
            if (message is not null)
            {
                await transport.SendAsync(message, cancellationToken);
            }
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // Whatever went wrong with this mail, the others are sent.
            await RecordAsync(mail, problem, cancellationToken);
            return;
        }

        await writes.RunAsync(db => db.OutgoingMails.Where(m => m.Id == mail.Id).ExecuteDeleteAsync(), cancellationToken);
    }

    private async Task RecordAsync(OutgoingMail mail, Exception problem, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var next = now + Waits[Math.Min(mail.Attempts, Waits.Count - 1)];
        DateTimeOffset? givenUp = problem is MailRefusedException || next >= mail.ExpiresAt ? now : null;

        // The server's words may hold the address: the kind of failure is enough here.
        var reason = problem is MailRefusedException ? problem.Message : problem.GetType().Name;
        logger.LogWarning(
            "A mail of kind {Kind} was not sent, attempt {Attempt}: {Reason}", mail.Kind, mail.Attempts + 1, reason);
        await writes.RunAsync(
            db => db.OutgoingMails.Where(m => m.Id == mail.Id).ExecuteUpdateAsync(s => s
                .SetProperty(m => m.Attempts, m => m.Attempts + 1)
                .SetProperty(m => m.LastProblem, reason[..Math.Min(reason.Length, LongestProblem)])
                .SetProperty(m => m.NextAttemptAt, next)
                .SetProperty(m => m.GivenUpAt, givenUp)),
            cancellationToken);
    }
}
