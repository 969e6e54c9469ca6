using System.Globalization;
using System.Reflection;
using System.Resources;
using AuthPortal.Clients.Registration;
using AuthPortal.Resources;

namespace AuthPortal.Tests.Clients;

public sealed class RuleTextsTests
{
    private static readonly ResourceManager Texts = new(typeof(RuleTexts));

    public static TheoryData<string> Keys => [.. All.Select(rule => rule.Key)];

    private static IEnumerable<Rule> All => typeof(Rules).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => f.GetValue(null)).OfType<Rule>();

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_rule_has_words_in_both_languages(string key)
    {
        var english = Texts.GetResourceSet(CultureInfo.InvariantCulture, true, false)!.GetString(key);
        var korean = Texts.GetResourceSet(new CultureInfo("ko"), true, false)!.GetString(key);
        Assert.False(string.IsNullOrWhiteSpace(english));
        Assert.False(string.IsNullOrWhiteSpace(korean));
        Assert.NotEqual(english, korean);
        Assert.Equal(
            english.Contains("{1}", StringComparison.Ordinal),
            korean.Contains("{1}", StringComparison.Ordinal));
    }
}
