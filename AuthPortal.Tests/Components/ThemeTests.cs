using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace AuthPortal.Tests.Components;

/// <summary>WCAG 2.2 AA: text 4.5 to 1, the edges of fields and switches 3 to 1, in both modes.</summary>
public sealed partial class ThemeTests
{
    private static readonly Dictionary<string, (string Light, string Dark)> Palette = Read();

    [Theory]
    [InlineData("ink", "paper", "page", "sunk")]
    [InlineData("ink-2", "paper", "page", "sunk")]
    [InlineData("ink-3", "paper", "page", "sunk")]
    [InlineData("accent", "paper", "page", "accent-soft")]
    [InlineData("accent-strong", "paper", "page", "accent-soft")]
    [InlineData("danger", "paper", "page", "danger-soft")]
    [InlineData("warn", "warn-soft")]
    [InlineData("ok", "paper", "ok-soft")]
    [InlineData("info", "info-soft")]
    [InlineData("on-accent", "accent", "accent-strong")]
    [InlineData("on-danger", "danger", "danger-strong")]
    public void Text_is_readable(string text, params string[] grounds) => AtLeast(4.5, text, grounds);

    [Theory]
    [InlineData("line-field", "paper", "page")]
    [InlineData("accent", "paper", "page", "sunk")]
    public void Edges_are_visible(string edge, params string[] grounds) => AtLeast(3, edge, grounds);

    [Fact]
    public void White_initials_are_readable_on_every_logo()
    {
        var tones = LogoTone().Matches(File.ReadAllText(Css("marks.css"))).Select(m => m.Groups["tone"].Value).ToList();

        Assert.Equal(10, tones.Count);
        Assert.All(tones, tone => Assert.True(Contrast("#ffffff", tone) >= 4.5, tone));
    }

    private static void AtLeast(double ratio, string text, string[] grounds)
        => Assert.All(grounds, ground =>
        {
            Assert.True(Contrast(Palette[text].Light, Palette[ground].Light) >= ratio, $"light: {text} on {ground}");
            Assert.True(Contrast(Palette[text].Dark, Palette[ground].Dark) >= ratio, $"dark: {text} on {ground}");
        });

    private static Dictionary<string, (string Light, string Dark)> Read()
        => Colour().Matches(File.ReadAllText(Css("theme.css")))
            .ToDictionary(m => m.Groups["name"].Value, m => (m.Groups["light"].Value, m.Groups["dark"].Value));

    private static string Css(string file, [CallerFilePath] string here = "")
        => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "AuthPortal", "wwwroot", file);

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
        => 0.2126 * Part(colour, 1) + 0.7152 * Part(colour, 3) + 0.0722 * Part(colour, 5);

    private static double Part(string colour, int at)
    {
        var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    [GeneratedRegex("--(?<name>[a-z0-9-]+): light-dark\\((?<light>#[0-9a-f]{6}), (?<dark>#[0-9a-f]{6})\\);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Colour();

    [GeneratedRegex("\\.logo\\.tone-[0-9] \\{ background: (?<tone>#[0-9a-f]{6}); \\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LogoTone();
}
