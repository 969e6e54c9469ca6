using System.Globalization;
using System.Reflection;
using AuthPortal.Protocol;

namespace AuthPortal.Components.Docs;

/// <summary>The guides of AuthPortal/Docs, in the order in which somebody new would read them.</summary>
public sealed class GuideShelf(Issuer issuer)
{
    /// <summary>The language of the files without one in their names.</summary>
    public const string WrittenFirst = "en";

    private const string Prefix = "AuthPortal.Docs.";
    private const string FileEnd = ".md";

    /// <summary>A guide that is not named here stands behind these, by its name.</summary>
    private static readonly string[] Order =
    [
        "concepts", "choose-a-grant", "protect-an-api", "mcp", "rotate-a-secret", "log-out-everywhere",
        "migrate-from-authlib", "migrate-from-keycloak", "operate",
    ];

    private readonly Lazy<Dictionary<string, IReadOnlyList<Guide>>> _guides = new(() => Read(issuer.Value));

    /// <summary>In the reader's language.</summary>
    public IReadOnlyList<Guide> Guides
        => In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName) ?? _guides.Value[WrittenFirst];

    public Guide? Find(string slug) => Guides.FirstOrDefault(guide => guide.Slug == slug);

    /// <summary>Null for a language that they are not written in.</summary>
    public IReadOnlyList<Guide>? In(string language) => _guides.Value.GetValueOrDefault(language);

    /// <summary>In the reader's language, or where it has none of these words, in another.</summary>
    public IReadOnlyList<GuideHit> Search(string query)
        => _guides.Value.Values.Where(guides => guides != Guides).Prepend(Guides)
            .Select(guides => GuideSearch.Find(guides, query)).FirstOrDefault(hits => hits.Count > 0) ?? [];

    /// <summary>The files' names without language and end.</summary>
    public static IEnumerable<string> Names()
        => Files().Where(file => !file.Contains('.', StringComparison.Ordinal))
            .OrderBy(name => Array.IndexOf(Order, name) is var place && place < 0 ? Order.Length : place)
            .ThenBy(name => name, StringComparer.Ordinal);

    private static IEnumerable<string> Files()
        => Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^FileEnd.Length]);

    private static Dictionary<string, IReadOnlyList<Guide>> Read(string issuer)
    {
        var files = Files().ToHashSet(StringComparer.Ordinal);
        Guide[] written = [.. Names().Select(name => GuideReader.Read(name, Text(name), issuer))];
        var all = new Dictionary<string, IReadOnlyList<Guide>>(StringComparer.Ordinal) { [WrittenFirst] = written };
        var languages = files.Select(file => file.Split('.')).Where(parts => parts.Length == 2).Select(parts => parts[1]);
        foreach (var language in languages.Distinct(StringComparer.Ordinal))
        {
            all[language] =
            [
                .. written.Select(guide => files.Contains($"{guide.Slug}.{language}")
                    ? GuideReader.Read(guide, language, Text($"{guide.Slug}.{language}"), issuer)
                    : guide),
            ];
        }

        return all;
    }

    private static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name + FileEnd)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
