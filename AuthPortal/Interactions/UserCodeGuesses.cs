using System.Collections.Concurrent;

namespace AuthPortal.Interactions;

/// <summary>RFC 8628 §5.1: a user code is short, so wrong ones are counted by address; right ones never are.</summary>
public sealed class UserCodeGuesses(TimeProvider clock)
{
    private const int Most = 10;
    private const int MostAddresses = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>How long this address has to wait; null when it may try.</summary>
    public TimeSpan? Wait(HttpContext context)
        => _counts.TryGetValue(KeyOf(context), out var count)
            && count.Wrong >= Most
            && count.Since + Window - clock.GetUtcNow() is { Ticks: > 0 } left
            ? left
            : null;

    public void Missed(HttpContext context)
    {
        var now = clock.GetUtcNow();
        if (_counts.Count >= MostAddresses)
        {
            foreach (var old in _counts.Where(c => now - c.Value.Since >= Window))
            {
                _counts.TryRemove(old);
            }
        }

        _counts.AddOrUpdate(
            KeyOf(context),
            _ => new Count(now, 1),
            (_, known) => now - known.Since >= Window ? new Count(now, 1) : known with { Wrong = known.Wrong + 1 });
    }

    private static string KeyOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? string.Empty;

    private sealed record Count(DateTimeOffset Since, int Wrong);
}
