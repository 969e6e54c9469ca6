using System.Globalization;
using System.Text.Json;

namespace AuthPortal.Accounts;

/// <summary>What a person keeps about themselves, as typed: OpenID Connect's claims of profile, address and phone (§5.1).</summary>
public sealed class ProfileDraft
{
    private const int LongestValue = 200;

    /// <summary>The claims that are plain text, in the order of the page.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["name", "given_name", "family_name", "nickname", "website", "birthdate", "zoneinfo", "locale"];

    public const string Phone = "phone_number";
    public const string Address = "address";

    /// <summary>By claim; empty means none.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    public string this[string claim] => Values.GetValueOrDefault(claim, string.Empty);

    /// <summary>Claims with a value that can't be kept.</summary>
    public IReadOnlyList<string> Problems
        => [.. Values.Where(v => v.Value.Length > 0 && !IsFine(v.Key, v.Value)).Select(v => v.Key)];

    private static bool IsFine(string claim, string value)
        => value.Length <= LongestValue && !value.Any(char.IsControl) && claim switch
        {
            "website" => Uri.TryCreate(value, UriKind.Absolute, out var site)
                && (site.Scheme == Uri.UriSchemeHttps || site.Scheme == Uri.UriSchemeHttp),
            // §5.1: YYYY-MM-DD, or the year alone.
            "birthdate" => DateOnly.TryParseExact(value, ["yyyy-MM-dd", "yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "zoneinfo" => value.Contains('/', StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(value, out _),
            "locale" => IsLanguage(value),
            Phone => value[0] == '+' && value.Count(char.IsAsciiDigit) is >= 6 and <= 15
                && value[1..].All(c => char.IsAsciiDigit(c) || c is ' ' or '-' or '(' or ')'),
            _ => true,
        };

    private static bool IsLanguage(string value)
        => value.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            && value.Split('-') is [{ Length: 2 or 3 } language, ..] && language.All(char.IsAsciiLetterLower);

    /// <summary>What is stored of it: one element a claim that has a value, the address as its object (§5.1.1).</summary>
    internal IEnumerable<KeyValuePair<string, JsonElement>> Stored()
    {
        foreach (var name in Names.Where(n => this[n].Length > 0))
        {
            yield return KeyValuePair.Create(name, JsonSerializer.SerializeToElement(this[name]));
        }

        if (this[Address].Length > 0)
        {
            yield return KeyValuePair.Create(
                Address, JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["formatted"] = this[Address] }));
        }
    }
}
