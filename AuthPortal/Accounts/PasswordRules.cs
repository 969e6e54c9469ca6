using System.Collections.Frozen;

namespace AuthPortal.Accounts;

/// <summary>
/// What a password that a person chooses must hold: long enough, not everybody's, not the person's own name. No
/// rules on kinds of characters; they make passwords worse (NIST SP 800-63B §3.1.1.2).
/// </summary>
public static class PasswordRules
{
    public const int ShortestPassword = 10;
    public const int LongestPassword = 256;
    private const int FewestKinds = 4;
    private const int ShortestName = 3;

    private static readonly FrozenSet<string> Common = ReadCommon();

    /// <summary>Null when it is fine.</summary>
    public static PasswordProblem? Check(string password, params string?[] names)
    {
        if (password.Length < ShortestPassword)
        {
            return PasswordProblem.TooShort;
        }

        if (password.Length > LongestPassword)
        {
            return PasswordProblem.TooLong;
        }

        return IsCommon(password) ? PasswordProblem.Common
            : names.Any(name => IsIn(password, name)) ? PasswordProblem.HoldsName
            : null;
    }

    /// <summary>"Password2026!" is "password" with what everybody adds.</summary>
    private static bool IsCommon(string password)
    {
        var lower = password.ToLowerInvariant();
        var plain = new string([.. lower.Select(Unmask)]);
        return lower.Distinct().Count() < FewestKinds
            || Common.Contains(lower)
            || Common.Contains(Bare(lower))
            || Common.Contains(Bare(plain))
            || Common.Contains(plain);
    }

    private static string Bare(string password)
        => new([.. password.AsSpan().TrimEnd("0123456789!@#$%^&*?._- ").TrimStart("0123456789!@#$%^&*?._- ")]);

    private static char Unmask(char c) => c switch
    {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => c,
    };

    private static bool IsIn(string password, string? name)
        => name is { Length: >= ShortestName } && password.Contains(name, StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> ReadCommon()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("AuthPortal.CommonPasswords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToFrozenSet(StringComparer.Ordinal);
    }
}

/// <summary>Why a password is refused.</summary>
public enum PasswordProblem
{
    TooShort,
    TooLong,
    Common,
    HoldsName,
}
