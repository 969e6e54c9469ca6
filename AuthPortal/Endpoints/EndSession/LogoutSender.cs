using AuthPortal.Activity;
using AuthPortal.Clients;
using AuthPortal.Clients.Remote;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Endpoints.EndSession;

/// <summary>
/// Sends what lies in the outbox, OpenID Connect Back-Channel Logout §2.5 and §2.6. A notice is taken by moving its next
/// attempt on, so that one node sends it, and is deleted when it was received; what fails is tried again, ever later,
/// and given up after about a day.
/// </summary>
public sealed class LogoutSender(
    IDbContextFactory<AuthDbContext> contexts,
    WriteQueue writes,
    ClientRegistry clients,
    OutboundHttp http,
    LogoutTokens tokens,
    ClientErrorLog errors,
    TimeProvider clock,
    ILogger<LogoutSender> logger) : BackgroundService
{
    private const int AtOnce = 20;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Longer than a request may take: within it nobody else sends the notice.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>After each failed attempt; one more, and it is given up.</summary>
    internal static readonly IReadOnlyList<TimeSpan> Waits =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1),
        TimeSpan.FromHours(6), TimeSpan.FromHours(18),
    ];

    /// <summary>Sends what is due now.</summary>
    internal async Task SendAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await db.LogoutNotices.AsNoTracking().Where(n => n.GivenUpAt == null && n.NextAttemptAt <= now)
            .OrderBy(n => n.NextAttemptAt).Take(AtOnce).ToListAsync(cancellationToken);

        // At once: a receiver that is slow holds up nobody else's.
        await Task.WhenAll(due.Select(n => SendAsync(n, cancellationToken)));
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
                logger.LogWarning(exception, "The logout notices were not sent this time");
            }
        }
    }

    private async Task SendAsync(LogoutNotice notice, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + Lease;
        var mine = await writes.RunAsync(
            async db => await db.LogoutNotices.Where(n => n.Id == notice.Id && n.NextAttemptAt == notice.NextAttemptAt)
                .ExecuteUpdateAsync(s => s.SetProperty(n => n.NextAttemptAt, until)) == 1,
            cancellationToken);
        if (!mine)
        {
            return;
        }

        var client = await clients.FindAsync(notice.ClientId, cancellationToken);
        if (client?.Metadata.BackchannelLogoutUri is not { } address)
        {
            await writes.RunAsync(db => db.LogoutNotices.Where(n => n.Id == notice.Id).ExecuteDeleteAsync(), cancellationToken);
            return;
        }

        var token = tokens.Create(
            notice.ClientId,
            notice.Subject,
            notice.SessionId,
            client.Metadata.IdTokenSignedResponseAlg ?? SecurityAlgorithms.EcdsaSha256);
        var answer = await http.PostAsync(address, [KeyValuePair.Create("logout_token", token)], cancellationToken);
        await RecordAsync(notice, address, answer, cancellationToken);
    }

    private async Task RecordAsync(LogoutNotice notice, string address, RemoteAnswer answer, CancellationToken cancellationToken)
    {
        if (answer is not RemoteAnswer.Failed failed)
        {
            await writes.RunAsync(db => db.LogoutNotices.Where(n => n.Id == notice.Id).ExecuteDeleteAsync(), cancellationToken);
            return;
        }

        logger.LogInformation(
            "The logout notice to {ClientId} failed, attempt {Attempt}: {Reason}", notice.ClientId, notice.Attempts + 1, failed.Reason);
        errors.Add(new FailedRequest(
            notice.ClientId,
            "POST",
            address,
            new OAuthError("logout_failed", failed.Reason).Because(ErrorReason.LogoutNoticeFailed)));
        var now = clock.GetUtcNow();
        DateTimeOffset? givenUp = notice.Attempts < Waits.Count ? null : now;
        var next = givenUp ?? now + Waits[notice.Attempts];
        await writes.RunAsync(
            db => db.LogoutNotices.Where(n => n.Id == notice.Id).ExecuteUpdateAsync(s => s
                .SetProperty(n => n.Attempts, n => n.Attempts + 1)
                .SetProperty(n => n.LastProblem, failed.Reason)
                .SetProperty(n => n.NextAttemptAt, next)
                .SetProperty(n => n.GivenUpAt, givenUp)),
            cancellationToken);
    }
}
