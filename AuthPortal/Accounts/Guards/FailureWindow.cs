using System.Threading.RateLimiting;

namespace AuthPortal.Accounts.Guards;

/// <summary>
/// So many failures in a span of time that begins with the first. A lease for nothing tells whether there may be
/// another try, one for a permit counts a failure. By our clock, which the framework's own windows do not go by.
/// </summary>
internal sealed class FailureWindow(int most, TimeSpan span, TimeProvider clock) : RateLimiter
{
    private readonly Lock _lock = new();
    private DateTimeOffset _ends;
    private int _count;

    /// <summary>Null while it counts; then its owner may forget it.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_lock)
            {
                var idle = clock.GetUtcNow() - _ends;
                return idle < TimeSpan.Zero ? null : idle;
            }
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (now >= _ends)
            {
                (_count, _ends) = (0, now + span);
            }

            if (_count >= most)
            {
                return new Lease(_ends - now);
            }

            _count += permitCount;
            return Lease.Free;
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
        => ValueTask.FromResult(AttemptAcquireCore(permitCount));

    private sealed class Lease(TimeSpan? wait) : RateLimitLease
    {
        public static readonly Lease Free = new(wait: null);

        public override bool IsAcquired => wait is null;

        public override IEnumerable<string> MetadataNames => wait is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            if (metadataName == MetadataName.RetryAfter.Name && wait is { } known)
            {
                metadata = known;
                return true;
            }

            metadata = null;
            return false;
        }
    }
}
