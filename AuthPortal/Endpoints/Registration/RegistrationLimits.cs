using System.Collections.Concurrent;

namespace AuthPortal.Endpoints.Registration;

/// <summary>How many clients one address may register within an hour: nobody fills the database from one place.</summary>
public sealed class RegistrationLimits(TimeProvider clock)
{
    private const int Most = 30;
    private const int MostAddresses = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>Null when it may; else how long to wait.</summary>
    public TimeSpan? Wait(HttpContext context)
    {
        var now = clock.GetUtcNow();
        if (_counts.Count >= MostAddresses)
        {
            foreach (var (key, old) in _counts.Where(c => now - c.Value.Since >= Window))
            {
                _counts.TryRemove(KeyValuePair.Create(key, old));
            }
        }

        var address = context.Connection.RemoteIpAddress?.ToString() ?? string.Empty;
        var count = _counts.AddOrUpdate(
            address,
            _ => new Count(now, 1),
            (_, known) => now - known.Since >= Window || now < known.Since
                ? new Count(now, 1)
                : known with { Made = known.Made + 1 });
        return count.Made > Most ? count.Since + Window - now : null;
    }

    private sealed record Count(DateTimeOffset Since, int Made);
}
