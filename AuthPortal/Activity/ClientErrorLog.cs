using System.Threading.Channels;
using AuthPortal.Protocol;

namespace AuthPortal.Activity;

/// <summary>
/// Takes the failed requests of apps. Nothing waits here and nothing grows: values that may be secret are dropped at
/// once, the rest is cut and put into a bounded queue, from which <see cref="ClientErrorWriter"/> masks and writes. When
/// the queue is full the oldest goes and is counted.
/// </summary>
public sealed class ClientErrorLog
{
    internal const int Capacity = 2048;

    private const int LongestUserAgent = 256;

    /// <summary>What a correct client is answered in the normal course, or what a person decided: no failures.</summary>
    private static readonly HashSet<string> InOrder = new(
        [
            "authorization_pending", "use_dpop_nonce", "access_denied", "login_required", "consent_required",
            "interaction_required", "account_selection_required",
        ],
        StringComparer.Ordinal);

    private readonly UsageCounters _usage;
    private readonly TimeProvider _clock;
    private readonly Channel<FailedRequest> _waiting;
    private long _dropped;

    public ClientErrorLog(UsageCounters usage, TimeProvider clock)
    {
        (_usage, _clock) = (usage, clock);
        _waiting = Channel.CreateBounded<FailedRequest>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>How many were not kept since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    internal ChannelReader<FailedRequest> Waiting => _waiting.Reader;

    /// <summary>Returns at once, whatever happens to the database.</summary>
    public void Add(FailedRequest failed)
    {
        if (!InOrder.Contains(failed.Error.Code))
        {
            _usage.Failed(failed.ClientId, failed.Error.Cause?.Reason ?? ErrorReason.Other);
            _waiting.Writer.TryWrite(Cut(failed));
        }
    }

    internal void CountDropped(int more) => Interlocked.Add(ref _dropped, more);

    private FailedRequest Cut(FailedRequest failed)
    {
        var cause = failed.Error.Cause is { Sent: { Length: > MaskedText.LongestRead + 1 } sent } whole
            ? whole with { Sent = sent[..(MaskedText.LongestRead + 1)] }
            : failed.Error.Cause;
        return failed with
        {
            At = _clock.GetUtcNow(),
            Error = failed.Error with { Cause = cause },
            Parameters = MaskedRequest.WithoutSecrets(failed.Parameters),
            UserAgent = failed.UserAgent is { Length: > LongestUserAgent } agent
                ? agent[..LongestUserAgent]
                : failed.UserAgent,
        };
    }
}
