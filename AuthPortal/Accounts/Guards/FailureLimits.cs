using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using AuthPortal.Data.Postgres;

namespace AuthPortal.Accounts.Guards;

/// <summary>
/// Who has failed too often lately has to wait; what succeeds is never counted, so an office behind one address or a
/// busy client is not stopped. A party is known by a slot of a keyed hash: whatever is sent, memory is bounded, and
/// nobody can choose whom they share a slot with. The nodes of a shared database add up what each has counted.
/// </summary>
public sealed class FailureLimits : IDisposable
{
    internal const int Slots = 65_536;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly PartitionedRateLimiter<Attempt> _limiter;
    private readonly SharedFailures? _shared;
    private int _windows;

    public FailureLimits(TimeProvider clock, SharedFailures? shared = null)
    {
        _shared = shared;
        _limiter = PartitionedRateLimiter.Create<Attempt, (GuardedAct, int)>(attempt => RateLimitPartition.Get(
            (attempt.Act, SlotOf(attempt)),
            partition =>
            {
                var (most, span) = RuleOf(partition.Item1);
                Interlocked.Increment(ref _windows);
                return new FailureWindow(most, span, clock);
            }));
    }

    /// <summary>How many were ever made.</summary>
    internal int Windows => _windows;

    /// <summary>How long the party has to wait; null when it may go on. One that is not known is never limited.</summary>
    public TimeSpan? WaitOf(GuardedAct act, string? party)
    {
        if (party is null)
        {
            return null;
        }

        using var lease = _limiter.AttemptAcquire(new Attempt(act, party), permitCount: 0);
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : _shared?.WaitOf(act.ToString(), party);
    }

    /// <summary>Counts a failure.</summary>
    public void Count(GuardedAct act, string? party)
    {
        if (party is null)
        {
            return;
        }

        using var lease = _limiter.AttemptAcquire(new Attempt(act, party));
        if (lease.IsAcquired)
        {
            var (most, span) = RuleOf(act);
            _shared?.Count(act.ToString(), party, most, span);
        }
    }

    /// <summary>Whoever has one IPv6 address has 2^64 of them: they count as one. Null where there is no address.</summary>
    public static string? NetworkOf(HttpContext context) => NetworkOf(context.Connection.RemoteIpAddress);

    /// <inheritdoc cref="NetworkOf(HttpContext)"/>
    public static string? NetworkOf(Visitor visitor)
        => NetworkOf(IPAddress.TryParse(visitor.IpAddress, out var address) ? address : null);

    public void Dispose() => _limiter.Dispose();

    private static string? NetworkOf(IPAddress? address) => address switch
    {
        null => null,
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.MapToIPv4().ToString(),
    };

    internal static (int Most, TimeSpan Span) RuleOf(GuardedAct act) => act switch
    {
        GuardedAct.SignIn => (100, TimeSpan.FromMinutes(10)),
        GuardedAct.SecondFactor => (50, TimeSpan.FromMinutes(10)),
        GuardedAct.SignUp => (30, TimeSpan.FromMinutes(10)),
        GuardedAct.Reset => (30, TimeSpan.FromHours(1)),
        GuardedAct.Letter => (5, TimeSpan.FromHours(1)),
        GuardedAct.Client => (30, TimeSpan.FromMinutes(10)),
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, null),
    };

    private int SlotOf(Attempt attempt)
        => (int)(BinaryPrimitives.ReadUInt32BigEndian(
            HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(attempt.Party))) % Slots);

    private readonly record struct Attempt(GuardedAct Act, string Party);
}

/// <summary>What is limited, each on its own.</summary>
public enum GuardedAct
{
    /// <summary>A wrong name or password, by network. (By account there is the lockout.)</summary>
    SignIn,

    /// <summary>A wrong second factor or passkey, by network. (By account there is its own lockout.)</summary>
    SecondFactor,

    /// <summary>A sign-up that was refused, by network: it tells which user names are taken.</summary>
    SignUp,

    /// <summary>A forgotten password, by network. It never tells whether it succeeded, so each counts.</summary>
    Reset,

    /// <summary>A letter that anybody can ask for, by its address: nobody's mailbox is filled by us.</summary>
    Letter,

    /// <summary>A client that failed to prove itself, by network and client_id together.</summary>
    Client,
}
