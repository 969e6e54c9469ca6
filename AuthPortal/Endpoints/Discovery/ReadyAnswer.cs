using System.Security.Cryptography;

namespace AuthPortal.Endpoints.Discovery;

/// <summary>The octets of an answer that is the same for everybody, with its entity tag (RFC 9110 §8.8.3).</summary>
public sealed class ReadyAnswer(byte[] octets)
{
    public ReadOnlyMemory<byte> Octets => octets;

    public string EntityTag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(octets)[..16])}\"";
}
