using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using AuthPortal.Resources;

namespace AuthPortal.Tests.Resources;

/// <summary>English and Korean say the same things.</summary>
public sealed partial class TextTests
{
    /// <summary>Values that are names or formats and read alike in both languages.</summary>
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "AuthPortal", "client_id", "curl", "ASP.NET Core", "JWT", "ID", "URI", "PKCE", "DPoP", "{0}",
    };

    public static TheoryData<string> Areas()
        => [.. typeof(SharedTexts).Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(SharedTexts).Namespace && t.Name.EndsWith("Texts", StringComparison.Ordinal))
            .Select(t => t.FullName!)];

    [Theory]
    [MemberData(nameof(Areas))]
    public void Both_languages_have_the_same_keys_and_placeholders_and_nothing_is_empty(string area)
    {
        var english = Read(area, string.Empty);
        var korean = Read(area, "ko");

        Assert.NotEmpty(english);
        Assert.Equal(english.Keys.Order(), korean.Keys.Order());
        Assert.All(english, text =>
        {
            Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key);
            Assert.False(string.IsNullOrWhiteSpace(korean[text.Key]), text.Key);
            Assert.Equal((text.Key, Placeholders(text.Value)), (text.Key, Placeholders(korean[text.Key])));
        });
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Korean_is_written_in_Korean(string area)
    {
        var english = Read(area, string.Empty);
        var korean = Read(area, "ko");

        Assert.DoesNotContain(
            korean,
            text => !Names.Contains(text.Value) && (text.Value == english[text.Key] || !Hangul().IsMatch(text.Value)));
    }

    private static Dictionary<string, string> Read(string area, string culture)
    {
        var set = new ResourceManager(area, typeof(SharedTexts).Assembly)
            .GetResourceSet(CultureInfo.GetCultureInfo(culture), createIfNotExists: true, tryParents: false);
        Assert.NotNull(set);
        return set.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);
    }

    private static string Placeholders(string text)
        => string.Join(' ', Placeholder().Matches(text).Select(m => m.Value).Distinct().Order());

    [GeneratedRegex(@"\{\d+[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\p{IsHangulSyllables}", RegexOptions.None, 1000)]
    private static partial Regex Hangul();
}
