using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AuthPortal.Protocol;

/// <summary>Proof key for code exchange, RFC 7636, with S256 only: plain protects against nothing here.</summary>
public static class Pkce
{
    public const string Method = "S256";

    private const int ChallengeLength = 43;
    private const int ShortestVerifier = 43;
    private const int LongestVerifier = 128;

    /// <summary>RFC 7636 §4.2: the base64url of a SHA-256 hash, unpadded, and so exactly 43 characters.</summary>
    public static bool IsChallenge(string value)
        => value.Length == ChallengeLength && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>RFC 7636 §4.1: 43 to 128 unreserved characters.</summary>
    public static bool IsVerifier(string value)
        => value.Length is >= ShortestVerifier and <= LongestVerifier
            && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~');

    /// <summary>RFC 7636 §4.6; false for a malformed verifier. Compares in constant time.</summary>
    public static bool Verify(string verifier, string challenge)
        => IsVerifier(verifier) && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Challenge(verifier)),
            Encoding.UTF8.GetBytes(challenge));

    /// <summary>The S256 challenge of a verifier, RFC 7636 §4.2.</summary>
    public static string Challenge(string verifier)
        => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
