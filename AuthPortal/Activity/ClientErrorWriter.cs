using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Activity;

/// <summary>
/// Writes the log of failed requests, one small batch at a time: repeats become one row with a count, an app keeps its
/// latest 500 rows, and the whole log has an end too. Whoever floods it loses the oldest of what they sent, and takes
/// from the writer of tokens a few milliseconds a second.
/// </summary>
public sealed class ClientErrorWriter(
    ClientErrorLog log,
    WriteQueue writes,
    ClientErrorNotices notices,
    TimeProvider clock,
    ILogger<ClientErrorWriter> logger) : BackgroundService
{
    /// <summary>Rows of one app.</summary>
    internal const int MostOfApp = 500;

    /// <summary>Rows of all apps: a few hundred megabytes at the very worst.</summary>
    internal const int MostOfAll = 50_000;

    /// <summary>Different ones a second.</summary>
    internal const int MostARound = 100;
    private const int MostAWrite = 50;

    private readonly SemaphoreSlim _turn = new(1, 1);

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>A developer who tries something out sees it almost at once; only who sends a lot waits a second.</summary>
    private static readonly TimeSpan QuietPeriod = TimeSpan.FromMilliseconds(200);

    private const int Quiet = 5;

    /// <summary>Writes what waits now, as far as one round goes; how many rows that were.</summary>
    internal async Task<int> WriteAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await WriteRoundAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    private async Task<int> WriteRoundAsync(CancellationToken cancellationToken)
    {
        var folded = Fold();
        foreach (var chunk in folded.Chunk(MostAWrite))
        {
            await writes.RunAsync(db => WriteAsync(db, chunk), cancellationToken);
        }

        foreach (var clientId in folded.Select(e => e.ClientId).Distinct(StringComparer.Ordinal))
        {
            notices.Publish(clientId);
        }

        return folded.Count;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await log.Waiting.WaitToReadAsync(stoppingToken))
        {
            var rows = await TryWriteAsync(stoppingToken);
            await Task.Delay(rows <= Quiet ? QuietPeriod : Period, clock, stoppingToken);
        }
    }

    /// <summary>More than any round when it failed: a database in trouble is left alone for longer.</summary>
    private async Task<int> TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A busy or failing database now is no reason to stop for good.
            logger.LogWarning(exception, "Failed requests of apps were not recorded this time");
            return int.MaxValue;
        }
    }

    /// <summary>What does not fit is the oldest; the rest is written in the order in which it came.</summary>
    private List<ClientError> Fold()
    {
        var all = new List<FailedRequest>();
        while (all.Count < ClientErrorLog.Capacity && log.Waiting.TryRead(out var failed))
        {
            all.Add(failed);
        }

        // Folded before it is masked: masking costs more than comparing, and a flood is mostly repetition.
        var groups = all.AsEnumerable().Reverse().GroupBy(Likeness, StringComparer.Ordinal).ToList();
        log.CountDropped(groups.Skip(MostARound).Sum(g => g.Count()));
        var masked = groups.Take(MostARound).Reverse().Select(g => MaskedError.Of([.. g]));
        return [.. masked.GroupBy(e => (e.ClientId, e.Fingerprint)).Select(Joined)];
    }

    private static string Likeness(FailedRequest failed)
        => string.Join(
            '\n',
            [
                failed.ClientId, failed.Method, failed.Endpoint, failed.Error.Code, failed.Error.Description,
                failed.Error.Cause?.Reason.ToString(), failed.Error.Cause?.Sent,
                .. failed.Parameters.SelectMany(p => new[] { p.Key, p.Value }),
            ]);

    /// <summary>Those that differ only in what is hidden, oldest first.</summary>
    private static ClientError Joined(IEnumerable<ClientError> same)
    {
        var all = same.ToList();
        var latest = all[^1];
        (latest.Count, latest.FirstAt) = (all.Sum(e => e.Count), all.Min(e => e.FirstAt));
        return latest;
    }

    private static async Task WriteAsync(AuthDbContext db, ClientError[] errors)
    {
        var ids = errors.Select(e => e.ClientId).Distinct(StringComparer.Ordinal).ToList();
        var existing = await db.Clients.Where(c => ids.Contains(c.Id)).Select(c => c.Id).ToListAsync();
        var prints = errors.Select(e => e.Fingerprint).ToList();
        var known = await db.ClientErrors
            .Where(e => ids.Contains(e.ClientId) && prints.Contains(e.Fingerprint)).ToListAsync();
        foreach (var error in errors.Where(e => existing.Contains(e.ClientId)))
        {
            if (known.Find(k => k.ClientId == error.ClientId && k.Fingerprint == error.Fingerprint) is not { } row)
            {
                db.ClientErrors.Add(error);
                continue;
            }

            row.Count = (int)Math.Min((long)row.Count + error.Count, int.MaxValue);
            (row.LastAt, row.UserAgent) = (error.LastAt, error.UserAgent);
        }

        await db.SaveChangesAsync();
        foreach (var id in existing)
        {
            await db.ClientErrors.Where(e => e.ClientId == id)
                .OrderByDescending(e => e.LastAt).ThenByDescending(e => e.Id).Skip(MostOfApp).ExecuteDeleteAsync();
        }

        var last = await db.ClientErrors.MaxAsync(e => (long?)e.Id) ?? 0;
        await db.ClientErrors.Where(e => e.Id <= last - MostOfAll).ExecuteDeleteAsync();
    }
}
