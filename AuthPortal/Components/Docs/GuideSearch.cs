namespace AuthPortal.Components.Docs;

/// <summary>Finds the sections of guides that have all the words that were asked for.</summary>
public static class GuideSearch
{
    public const int LongestQuery = 100;

    private const int Most = 20;
    private const int MostWords = 8;
    private const int Before = 60;
    private const int After = 140;
    private const int InTitle = 10;

    public static IReadOnlyList<GuideHit> Find(IEnumerable<Guide> guides, string query)
    {
        var words = query[..Math.Min(query.Length, LongestQuery)]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(MostWords).ToArray();
        return words.Length == 0 ? [] :
        [
            .. guides.SelectMany(guide => guide.Sections.Select(section => (guide, section)))
                .Where(place => Array.TrueForAll(words, word => Has(place.section, word)))
                .OrderByDescending(place => Weight(place.section, query.Trim())
                    + words.Sum(word => Weight(place.guide, place.section, word)))
                .Take(Most)
                .Select(place => new GuideHit(place.guide, place.section, Excerpt(place.section.Text, words, query.Trim()))),
        ];
    }

    private static bool Has(GuideSection section, string word)
        => section.Title.Contains(word, StringComparison.OrdinalIgnoreCase)
            || section.Text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static int Weight(Guide guide, GuideSection section, string word)
        => (guide.Title.Contains(word, StringComparison.OrdinalIgnoreCase) ? InTitle / 2 : 0)
            + (section.Title.Contains(word, StringComparison.OrdinalIgnoreCase) ? InTitle : 0)
            + (section.Text.Contains(word, StringComparison.OrdinalIgnoreCase) ? 1 : 0);

    /// <summary>All the words beside one another are worth more than each somewhere.</summary>
    private static int Weight(GuideSection section, string phrase)
        => section.Text.Contains(phrase, StringComparison.OrdinalIgnoreCase) ? InTitle / 2 : 0;

    /// <summary>The text around the phrase, or the first of the words, in pieces: found ones and what lies between.</summary>
    private static IReadOnlyList<GuideExcerpt> Excerpt(string text, string[] words, string phrase)
    {
        var first = text.IndexOf(phrase, StringComparison.OrdinalIgnoreCase);
        if (first < 0)
        {
            first = words.Select(word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase))
                .Where(at => at >= 0).DefaultIfEmpty(0).Min();
        }

        // Whole words: from a blank to a blank.
        var start = first <= Before ? 0 : text.IndexOf(' ', first - Before) + 1;
        start = start > first ? first : start;
        var last = first + After >= text.Length ? text.Length : text.LastIndexOf(' ', first + After);
        var end = last <= first + phrase.Length ? Math.Min(text.Length, first + After) : last;
        var shown = (start > 0 ? "… " : string.Empty) + text[start..end] + (end < text.Length ? " …" : string.Empty);
        var pieces = new List<GuideExcerpt>();
        while (shown.Length > 0)
        {
            var next = words
                .Select(word => (At: shown.IndexOf(word, StringComparison.OrdinalIgnoreCase), word.Length))
                .Where(hit => hit.At >= 0).OrderBy(hit => hit.At).FirstOrDefault((At: shown.Length, Length: 0));
            pieces.Add(new GuideExcerpt(shown[..next.At], IsFound: false));
            pieces.Add(new GuideExcerpt(shown.Substring(next.At, next.Length), IsFound: true));
            shown = shown[(next.At + next.Length)..];
        }

        return [.. pieces.Where(piece => piece.Text.Length > 0)];
    }
}

/// <summary>A section that was found.</summary>
public sealed record GuideHit(Guide Guide, GuideSection Section, IReadOnlyList<GuideExcerpt> Excerpt)
{
    public string Href => $"docs/{Guide.Slug}{(Section.Anchor is null ? null : "#" + Section.Anchor)}";
}

/// <summary>A piece of what was found.</summary>
public sealed record GuideExcerpt(string Text, bool IsFound);
