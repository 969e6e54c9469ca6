using Npgsql;

namespace AuthPortal.Data.Postgres;

/// <summary>
/// One connection a node that listens: triggers tell what changed, and what is in memory is forgotten. Each second it
/// asks for the number of changes too, because a notice may be lost; while it can't reach the server, everything is
/// forgotten each second. The same connection holds the lock of the leader, which ends with it.
/// </summary>
internal sealed class PostgresNotices(NpgsqlDataSource source, Changes changes, ILogger<PostgresNotices> logger)
    : BackgroundService, ILeadership
{
    public const string Channel = "authportal";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private volatile bool _leads;

    public bool IsLeader => _leads;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var silent = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => silent = Again(silent), stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                if (!silent)
                {
                    logger.LogWarning(exception, "The database's notices are not heard; it is tried again each second");
                }

                silent = true;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            _leads = false;
            changes.Tell(Change.Anything);
            await Task.Delay(Period, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool Again(bool silent)
    {
        if (silent)
        {
            logger.LogInformation("The database's notices are heard again");
        }

        return false;
    }

    private async Task ListenAsync(Action heard, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notice) => changes.Tell(Change.Parse(notice.Payload));
        await using (var listen = new NpgsqlCommand("LISTEN " + Channel, connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        heard();

        // Whatever was told before this moment was told to nobody here.
        var version = await VersionAsync(connection, cancellationToken);
        changes.Tell(Change.Anything);
        while (true)
        {
            _leads = _leads || await LeadAsync(connection, cancellationToken);
            await connection.WaitAsync(Period, cancellationToken);
            var now = await VersionAsync(connection, cancellationToken);
            if (now != version)
            {
                // Most were told one by one; forgetting all of it costs a few reads and trusts no notice.
                version = now;
                changes.Tell(Change.Anything);
            }
        }
    }

    private static async Task<long> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT \"Version\" FROM \"ChangeCount\"", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<bool> LeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection);
        command.Parameters.AddWithValue(PostgresLocks.Leader);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
