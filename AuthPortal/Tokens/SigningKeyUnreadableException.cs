using System.Diagnostics.CodeAnalysis;

namespace AuthPortal.Tokens;

/// <summary>A stored signing key can't be decrypted, so the server must not start; the message names the mend.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It is thrown with its line or not at all.")]
public sealed class SigningKeyUnreadableException(string message, Exception cause) : Exception(message, cause);
