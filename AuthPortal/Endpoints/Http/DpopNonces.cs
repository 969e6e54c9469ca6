using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// Nonces for DPoP proofs, RFC 9449 §8: the time under data protection, so that every node knows every other's without
/// storing any. A fresh one goes with each answer; each is good for five minutes.
/// </summary>
public sealed class DpopNonces(IDataProtectionProvider protection, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(1);

    private readonly IDataProtector _protector = protection.CreateProtector("AuthPortal.Dpop.Nonces");
    private volatile Made? _made;

    public string Current
    {
        get
        {
            var now = clock.GetUtcNow();
            if (_made is { } made && now >= made.At && now - made.At < Renewal)
            {
                return made.Value;
            }

            var octets = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(octets, now.ToUnixTimeSeconds());
            var fresh = new Made(Base64Url.EncodeToString(_protector.Protect(octets)), now);
            _made = fresh;
            return fresh.Value;
        }
    }

    public bool IsGood(string nonce)
    {
        try
        {
            var octets = _protector.Unprotect(Base64Url.DecodeFromChars(nonce));
            var age = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(octets));
            return age >= -Renewal && age < Lifetime;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return false;
        }
    }

    private sealed record Made(string Value, DateTimeOffset At);
}
