using System.Globalization;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Resources;
using Microsoft.Extensions.Localization;

namespace AuthPortal.Components.Shared;

/// <summary>
/// Scopes in words, in the page's language: the standard ones from our texts, the server's own from the catalog. A
/// scope that nobody described is shown by its name, never left out.
/// </summary>
public sealed class ScopeWords(ScopeCatalog catalog, IStringLocalizer<SharedTexts> texts)
{
    private static readonly Dictionary<string, string> Icons = new(StringComparer.Ordinal)
    {
        ["openid"] = "key",
        ["profile"] = "user",
        ["email"] = "mail",
        ["address"] = "pin",
        ["phone"] = "phone",
        ["offline_access"] = "clock",
    };

    public async Task<IReadOnlyList<ScopeWord>> DescribeAsync(
        ScopeSet scopes,
        CancellationToken cancellationToken = default)
    {
        var picture = await catalog.GetAsync(cancellationToken);
        return [.. picture.All.Intersect(scopes).Union(scopes).Select(name => Describe(name, picture.Find(name)))];
    }

    /// <summary>One line for a list: "Name and picture · Read notes". Signing in by itself goes without saying.</summary>
    public async Task<string> LineAsync(ScopeSet scopes, CancellationToken cancellationToken = default)
    {
        var words = await DescribeAsync(scopes, cancellationToken);
        var shown = words.Where(w => w.Name != "openid").Select(w => w.Brief).ToList();
        return shown.Count == 0 ? texts["ScopeOnlySignIn"] : string.Join(" · ", shown);
    }

    private ScopeWord Describe(string name, KnownScope? known)
    {
        if (Icons.TryGetValue(name, out var icon))
        {
            var key = "Scope_" + name;
            return new ScopeWord(name, icon, texts[key], texts[key + "_short"], texts[key + "_more"]);
        }

        var korean = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ko";
        var title = (korean ? known?.DisplayNameKo : null) ?? known?.DisplayName ?? name;
        var more = (korean ? known?.DescriptionKo : null) ?? known?.Description;
        return new ScopeWord(name, IconFor(name), title, title, more);
    }

    private static string IconFor(string name)
        => name.Contains("write", StringComparison.Ordinal) ? "pencil"
            : name.Contains("read", StringComparison.Ordinal) ? "file"
            : "key";
}

/// <summary>A scope as people read it: a sentence for decisions, a few words for lists, a line of detail.</summary>
public sealed record ScopeWord(string Name, string Icon, string Title, string Brief, string? More);
