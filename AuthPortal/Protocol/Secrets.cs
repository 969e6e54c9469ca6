using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AuthPortal.Protocol;

/// <summary>
/// Codes, tokens and client secrets: 256 random bits in base64url (43 characters), stored as SHA-256. They are not
/// passwords, so a slow hash would add cost and nothing else.
/// </summary>
public static class Secrets
{
    /// <summary>In characters.</summary>
    public const int Length = 43;

    private const int Bytes = 32;

    public static string Generate()
    {
        Span<byte> random = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(random);
        return Base64Url.EncodeToString(random);
    }

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Compares in constant time.</summary>
    public static bool Matches(string secret, byte[] hash)
        => CryptographicOperations.FixedTimeEquals(Hash(secret), hash);
}
