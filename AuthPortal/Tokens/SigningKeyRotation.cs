using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AuthPortal.Tokens;

/// <summary>
/// The life of signing keys: published before use, so that nobody meets a signature whose key they can't know yet;
/// signing; and published on while what they signed may live. All of it stands in rows and depends on their times
/// alone, so that several nodes agree without talking.
/// </summary>
public sealed class SigningKeyRotation(
    WriteQueue writes,
    SigningKeyStore store,
    IOptions<OAuthOptions> options,
    TimeProvider clock)
{
    /// <summary>Twice what the key set is cached for.</summary>
    internal static readonly TimeSpan ShortestNotice = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestNotice = TimeSpan.FromDays(2);

    private TimeSpan Life => TimeSpan.FromSeconds(options.Value.SigningKeyLifetime);

    /// <summary>How long before its first signature a key is published.</summary>
    private TimeSpan Notice => Life / 4 < LongestNotice ? Life / 4 : LongestNotice;

    /// <summary>The longest that anything signed may live: no client can be given more for its access tokens.</summary>
    private TimeSpan Kept => TimeSpan.FromSeconds(Math.Max(864_000, options.Value.TokenLifetimes.Longest()));

    /// <summary>
    /// Makes what is missing and what is due, lets go of what nobody needs. Safe to call at any time and from every
    /// node at once: the rows are asked again inside the write.
    /// </summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        await store.LoadAsync(cancellationToken);
        if (IsDue(store.Known))
        {
            var now = clock.GetUtcNow();
            var known = store.Known;
            var successors = await Task.WhenAll(Due(known, now).Select(a => Task.Run(
                () => Make(a, now, known.Any(k => k.Algorithm == a) ? now + Notice : now), cancellationToken)));
            await ChangeAsync(successors, Due, cancellationToken);
        }
    }

    /// <summary>Successors for all keys now, first used when every key set in a cache has been fetched anew.</summary>
    public Task RotateAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return ChangeAsync(
            [.. KeyMaterial.Algorithms.Select(a => Make(a, now, now + ShortestNotice))],
            (_, _) => KeyMaterial.Algorithms,
            cancellationToken);
    }

    /// <summary>
    /// A private key may be known to others: new keys sign at once, and what the old ones signed is refused, here at once
    /// and elsewhere as soon as the key set is fetched again.
    /// </summary>
    public async Task ReplaceAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var made = KeyMaterial.Algorithms.Select(a => Make(a, now, now)).ToList();
        await writes.RunAsync(
            async db =>
            {
                await db.SigningKeys.ExecuteDeleteAsync();
                db.SigningKeys.AddRange(made);
            },
            cancellationToken);
        await store.LoadAsync(cancellationToken);
    }

    private bool IsDue(IReadOnlyList<KeyTimes> keys)
    {
        var now = clock.GetUtcNow();
        return Due(keys, now).Count > 0 || keys.Any(k => k.RetiredAt + Kept <= now);
    }

    /// <summary>The algorithms whose newest key has come near its end, or that have none.</summary>
    private IReadOnlyList<string> Due(IReadOnlyList<KeyTimes> keys, DateTimeOffset now)
        => [.. KeyMaterial.Algorithms.Where(a => keys.Where(k => k.Algorithm == a)
            .Select(k => (DateTimeOffset?)k.ActiveFrom).Max() is not { } newest || newest + Life - Notice <= now)];

    private SigningKey Make(string algorithm, DateTimeOffset now, DateTimeOffset activeFrom)
        => store.Make(algorithm, now, activeFrom);

    /// <summary>The keys are made before the write, which nobody then waits for; a node that came second throws its own away.</summary>
    private async Task ChangeAsync(
        IReadOnlyList<SigningKey> successors,
        Func<IReadOnlyList<KeyTimes>, DateTimeOffset, IReadOnlyList<string>> due,
        CancellationToken cancellationToken)
    {
        await writes.RunAsync(
            async db =>
            {
                var now = clock.GetUtcNow();
                var over = now - Kept;
                await db.SigningKeys.Where(k => k.RetiredAt <= over).ExecuteDeleteAsync();
                var rows = await db.SigningKeys.ToListAsync(CancellationToken.None);
                var still = due([.. rows.Select(KeyTimes.Of)], now);
                foreach (var successor in successors.Where(s => still.Contains(s.Algorithm)))
                {
                    foreach (var row in rows.Where(r => r.Algorithm == successor.Algorithm
                        && (r.RetiredAt is null || r.RetiredAt > successor.ActiveFrom)))
                    {
                        row.RetiredAt = successor.ActiveFrom;
                    }

                    db.SigningKeys.Add(successor);
                }
            },
            cancellationToken);
        await store.LoadAsync(cancellationToken);
    }
}

/// <summary>What the schedule knows of a key.</summary>
internal sealed record KeyTimes(string Algorithm, DateTimeOffset ActiveFrom, DateTimeOffset? RetiredAt)
{
    public static KeyTimes Of(SigningKey row) => new(row.Algorithm, row.ActiveFrom, row.RetiredAt);
}
