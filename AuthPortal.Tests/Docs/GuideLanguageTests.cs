using System.Text.RegularExpressions;
using AuthPortal.Components;
using AuthPortal.Components.Docs;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Docs;

/// <summary>A guide says the same in each language of the pages.</summary>
public sealed partial class GuideLanguageTests
{
    private static readonly GuideShelf Shelf = new(new Issuer(Portal.Issuer));

    public static TheoryData<string> Slugs => [.. GuideShelf.Names()];

    private static IEnumerable<string> Languages
        => Preferences.Cultures.Select(culture => culture.TwoLetterISOLanguageName).Where(name => name != GuideShelf.WrittenFirst);

    [Theory]
    [MemberData(nameof(Slugs))]
    public void Programs_sections_links_and_names_are_the_same(string slug)
        => Assert.All(Languages, language => Same(
            Shelf.In(GuideShelf.WrittenFirst)!.Single(guide => guide.Slug == slug),
            Shelf.In(language)!.Single(guide => guide.Slug == slug),
            language));

    /// <summary>A letter right behind a punctuation mark keeps the marks of bold text from closing it.</summary>
    [Theory]
    [MemberData(nameof(Slugs))]
    public void No_mark_is_left_in_what_is_shown(string slug)
        => Assert.All(
            Languages.SelectMany(language => Shelf.In(language)!.Single(guide => guide.Slug == slug).Parts.OfType<GuidePart.Prose>()),
            prose => Assert.DoesNotContain("**", prose.Html, StringComparison.Ordinal));

    [Fact]
    public void Each_file_is_a_guide_or_its_translation()
        => Assert.Equal(
            Directory.EnumerateFiles(Repository.Place("AuthPortal", "Docs"), "*.md").Count(),
            GuideShelf.Names().Count() * Preferences.Cultures.Count);

    private static void Same(Guide original, Guide guide, string language)
    {
        Assert.Equal(language, guide.Language);
        Assert.NotEqual(original.Summary, guide.Summary);
        Assert.Equal(original.Parts.OfType<GuidePart.Program>(), guide.Parts.OfType<GuidePart.Program>());
        Assert.Equal(HtmlOf(original, Heading()), HtmlOf(guide, Heading()));
        Assert.Equal(original.Sections.Select(section => section.Anchor), guide.Sections.Select(section => section.Anchor));
        Assert.Equal(HtmlOf(original, Link()), HtmlOf(guide, Link()));
        Assert.Equal(HtmlOf(original, Row()).Count, HtmlOf(guide, Row()).Count);
        Assert.Equal(
            HtmlOf(original, Name()).Order(StringComparer.Ordinal),
            HtmlOf(guide, Name()).Order(StringComparer.Ordinal));
    }

    private static List<string> HtmlOf(Guide guide, Regex what)
        => [.. guide.Parts.OfType<GuidePart.Prose>().SelectMany(prose => what.Matches(prose.Html)).Select(match => match.Value)];

    [GeneratedRegex("<h[1-6] id=\"[^\"]*\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Heading();

    [GeneratedRegex("href=\"[^\"]*\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Link();

    [GeneratedRegex("<(tr|li)>", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Row();

    [GeneratedRegex("<code>[^<]*</code>", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Name();
}
