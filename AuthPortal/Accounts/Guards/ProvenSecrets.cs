using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AuthPortal.Accounts.Guards;

/// <summary>
/// Remembers who has proven themselves with what from where, so that somebody else's failures from the same network do
/// not keep them out. By a keyed hash in as many slots as failures have: memory is bounded, and no secret is kept.
/// </summary>
public sealed class ProvenSecrets
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ulong[] _seen = new ulong[FailureLimits.Slots];

    public void Remember(string party, string secret)
    {
        var (slot, mark) = MarkOf(party, secret);
        Volatile.Write(ref _seen[slot], mark);
    }

    public bool Knows(string party, string secret)
    {
        var (slot, mark) = MarkOf(party, secret);
        return Volatile.Read(ref _seen[slot]) == mark;
    }

    private (int Slot, ulong Mark) MarkOf(string party, string secret)
    {
        // A line break stands in neither, so no two pairs make one text.
        var hash = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(party + '\n' + secret));
        return ((int)(BinaryPrimitives.ReadUInt32BigEndian(hash) % FailureLimits.Slots), BinaryPrimitives.ReadUInt64BigEndian(hash.AsSpan(8)));
    }
}
