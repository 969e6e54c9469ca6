using OtpNet;

namespace AuthPortal.Accounts.SecondFactors;

/// <summary>A code of an authenticator app: six digits of thirty seconds (RFC 6238), one step early or late.</summary>
public static class OneTimeCode
{
    private const int Digits = 6;

    private static readonly VerificationWindow OneStep = new(previous: 1, future: 1);

    /// <summary>The time step that the code belongs to; null when it belongs to none of now.</summary>
    public static long? StepOf(string? typed, byte[] key, DateTimeOffset now)
    {
        var code = new string([.. (typed ?? string.Empty).Where(char.IsAsciiDigit)]);
        return code.Length == Digits && new Totp(key).VerifyTotp(now.UtcDateTime, code, out var step, OneStep)
            ? step
            : null;
    }
}
