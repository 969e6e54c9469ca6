using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AuthPortal.Activity;

/// <summary>
/// Text from outside as it may be kept and shown: what looks like a secret is hidden, what can't be seen is made
/// visible, and what is long is cut. Works on an attacker's text in linear time.
/// </summary>
public static partial class MaskedText
{
    /// <summary>Stands for what is hidden, always the same length: nothing can be learnt from it.</summary>
    public const string Hidden = "••••••";

    /// <summary>In characters, of one value.</summary>
    public const int Longest = 400;

    /// <summary>What stands further on is not even looked at.</summary>
    internal const int LongestRead = 1000;
    private const int ShortestOpaque = 40;
    private static readonly SearchValues<char> BetweenWords = SearchValues.Create(" /?&=,;");

    private const char Cut = '…';

    public static string Of(string text)
    {
        var read = text.Length <= LongestRead ? text : WithoutLastWord(text[..LongestRead]);
        var visible = Visible(WithoutSecrets(read));
        return visible.Length <= Longest && read.Length == text.Length
            ? visible
            : visible[..Math.Min(visible.Length, Longest)] + Cut;
    }

    private static string WithoutSecrets(string text)
    {
        var masked = text.Contains('=', StringComparison.Ordinal) ? InQuery().Replace(text, "${name}" + Hidden) : text;
        masked = masked.Contains("eyJ", StringComparison.Ordinal) ? Jwt().Replace(masked, Hidden) : masked;
        masked = masked.Contains('@', StringComparison.Ordinal) ? Login().Replace(masked, "//" + Hidden + "@") : masked;
        return masked.Length >= ShortestOpaque ? Opaque().Replace(masked, Judge) : masked;
    }

    /// <summary>What was cut through is not recognised any more, so none of it stays.</summary>
    private static string WithoutLastWord(string text)
    {
        var end = text.AsSpan().LastIndexOfAny(BetweenWords);
        return text[..(end + 1)];
    }

    /// <summary>Random values have all three kinds of characters; long words and paths seldom do.</summary>
    private static string Judge(Match match)
    {
        var text = match.Value;
        return text.Any(char.IsAsciiDigit) && text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiLetterUpper)
            ? Hidden
            : text;
    }

    /// <summary>Controls, marks that turn the direction of writing, and halves of characters.</summary>
    private static string Visible(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                visible.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
            }
            else
            {
                visible.Append(rune.ToString());
            }
        }

        return visible.ToString();
    }

    [GeneratedRegex("eyJ[A-Za-z0-9_-]{5,}(\\.[A-Za-z0-9_-]*)*", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Jwt();

    /// <summary>As long as what this server makes, or longer.</summary>
    [GeneratedRegex("[A-Za-z0-9_+-]{40,}", RegexOptions.NonBacktracking)]
    private static partial Regex Opaque();

    [GeneratedRegex("//[^/?#@]*@", RegexOptions.NonBacktracking)]
    private static partial Regex Login();

    [GeneratedRegex(
        "(?<name>[?&#;]([a-z_-]*(token|secret|password|key)|code|state|nonce|pass|pwd|sig|signature|jwt|auth|session|sid)=)"
            + "[^&#; ]*",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase
            | RegexOptions.CultureInvariant)]
    private static partial Regex InQuery();
}
