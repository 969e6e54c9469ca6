using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Npgsql;

namespace AuthPortal.Data.Postgres;

/// <summary>
/// The counts of failed guesses that the nodes of a server share. Each counts for itself at once, and adds what it counted
/// to rows that all add to; whoever is over a limit there is told to all. Success costs nothing, and failures one statement
/// at a time for whatever has gathered, however many they are. A party is a slot of a keyed hash, so that there are never
/// more rows than slots, and nobody can choose whom they share one with.
/// </summary>
public sealed class SharedFailures(
    NpgsqlDataSource source,
    Changes changes,
    TimeProvider clock,
    ILogger<SharedFailures> logger) : BackgroundService
{
    private const int Slots = 65_536;
    private const int LargestBatch = 500;

    /// <summary>In the order of the slots, so that two nodes never wait for one another.</summary>
    private const string Add = $"""
        WITH counted AS (
            INSERT INTO "FailureCounts" AS c ("Kind", "Slot", "Count", "Since")
            SELECT $1, u.slot, u.count, u.since FROM unnest($2, $3, $4) AS u (slot, count, since) ORDER BY u.slot
            ON CONFLICT ("Kind", "Slot") DO UPDATE SET
                "Count" = CASE WHEN c."Since" + $5 > EXCLUDED."Since" THEN c."Count" ELSE 0 END + EXCLUDED."Count",
                "Since" = CASE WHEN c."Since" + $5 > EXCLUDED."Since" THEN c."Since" ELSE EXCLUDED."Since" END
            RETURNING "Slot", "Count", "Since" + $5 AS ends)
        SELECT "Slot", ends, pg_notify('{PostgresNotices.Channel}', concat_ws(':', '{Change.Failures}', $1, "Slot", ends))
        FROM counted WHERE "Count" >= $6
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Place, Failures> _gathered = new();
    private readonly ConcurrentDictionary<Place, DateTimeOffset> _over = new();
    private readonly Channel<bool> _any = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private byte[]? _key;

    /// <summary>How long the party has to wait; null when it may go on, as far as this node knows.</summary>
    public TimeSpan? WaitOf(string kind, string party)
    {
        if (PlaceOf(kind, party) is not { } place || !_over.TryGetValue(place, out var ends))
        {
            return null;
        }

        var wait = ends - clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            return wait;
        }

        _over.TryRemove(KeyValuePair.Create(place, ends));
        return null;
    }

    /// <summary>Counts a failure. Returns at once.</summary>
    /// <param name="kind">What is limited, without a colon.</param>
    /// <param name="party">Whose failure.</param>
    /// <param name="most">So many of them make it wait</param>
    /// <param name="span">until this after the first.</param>
    public void Count(string kind, string party, int most, TimeSpan span)
    {
        if (PlaceOf(kind, party) is { } place)
        {
            Gather(place, new Failures(1, clock.GetUtcNow().ToUnixTimeMilliseconds(), most, span));
        }
    }

    /// <summary>The hash's key is the nodes' own, made with their table.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT \"Octets\" FROM \"FailureKey\"");
        _key = (byte[])(await command.ExecuteScalarAsync(cancellationToken))!;
        changes.Listen(Hear);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var silent = false;
        await foreach (var _ in _any.Reader.ReadAllAsync(stoppingToken))
        {
            var taken = _gathered.Keys.Select(Take).OfType<KeyValuePair<Place, Failures>>().ToList();
            try
            {
                await AddAsync(taken, stoppingToken);
                silent = false;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                if (!silent)
                {
                    logger.LogWarning(exception, "Each node counts failed guesses alone; it is tried again each second");
                }

                silent = true;
                taken.ForEach(failures => Gather(failures.Key, failures.Value));
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    private async Task AddAsync(IEnumerable<KeyValuePair<Place, Failures>> taken, CancellationToken cancellationToken)
    {
        foreach (var kind in taken.GroupBy(f => (f.Key.Kind, f.Value.Most, f.Value.Span)))
        {
            foreach (var batch in kind.Chunk(LargestBatch))
            {
                await using var command = source.CreateCommand(Add);
                command.Parameters.AddWithValue(kind.Key.Kind);
                command.Parameters.AddWithValue(Array.ConvertAll(batch, f => f.Key.Slot));
                command.Parameters.AddWithValue(Array.ConvertAll(batch, f => f.Value.Count));
                command.Parameters.AddWithValue(Array.ConvertAll(batch, f => f.Value.Since));
                command.Parameters.AddWithValue((long)kind.Key.Span.TotalMilliseconds);
                command.Parameters.AddWithValue(kind.Key.Most);
                await using var over = await command.ExecuteReaderAsync(cancellationToken);
                while (await over.ReadAsync(cancellationToken))
                {
                    Stop(new Place(kind.Key.Kind, over.GetInt32(0)), over.GetInt64(1));
                }
            }
        }
    }

    /// <summary>What another node has counted is over a limit.</summary>
    private void Hear(Change change)
    {
        if (change is { Kind: Change.Failures, Key: { } key }
            && key.Split(':') is [var kind, var slot, var ends]
            && int.TryParse(slot, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(ends, CultureInfo.InvariantCulture, out var time))
        {
            Stop(new Place(kind, number), time);
        }
    }

    private void Stop(Place place, long ends) => _over[place] = DateTimeOffset.FromUnixTimeMilliseconds(ends);

    private void Gather(Place place, Failures failures)
    {
        _gathered.AddOrUpdate(place, failures, (_, others) => others with
        {
            Count = others.Count + failures.Count,
            Since = Math.Min(others.Since, failures.Since),
        });
        _any.Writer.TryWrite(true);
    }

    private KeyValuePair<Place, Failures>? Take(Place place)
        => _gathered.TryRemove(place, out var failures) ? KeyValuePair.Create(place, failures) : null;

    private Place? PlaceOf(string kind, string party)
        => _key is null
            ? null
            : new Place(kind, (int)(BinaryPrimitives.ReadUInt32BigEndian(
                HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(party))) % Slots));

    private readonly record struct Place(string Kind, int Slot);

    private sealed record Failures(int Count, long Since, int Most, TimeSpan Span);
}
