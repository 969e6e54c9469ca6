using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Protocol;

namespace AuthPortal.Components.Shared;

/// <summary>
/// Authorization details in words, RFC 9396 §2: the type's sentence with the object's own values, and the whole object
/// beneath it, because a person allows all of it and not the sentence alone.
/// </summary>
public sealed class DetailWords(ScopeCatalog catalog)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public async Task<IReadOnlyList<DetailWord>> DescribeAsync(
        AuthorizationDetails details,
        CancellationToken cancellationToken)
    {
        var picture = await catalog.GetAsync(cancellationToken);
        return [.. details.Items.Select(item => Describe(item, picture))];
    }

    private static DetailWord Describe(JsonObject item, ScopeCatalog.Picture picture)
    {
        var name = AuthorizationDetails.TypeOf(item) ?? string.Empty;
        var type = picture.DetailTypes.FirstOrDefault(known => known.Type == name);
        var korean = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ko";
        var template = (korean ? type?.DisplayNameKo : null) ?? type?.DisplayName ?? name;
        return new DetailWord(Fill(template, item), item.ToJsonString(Readable));
    }

    /// <summary><c>{amount.value}</c> is that member of the object; one that is not there leaves a dash.</summary>
    private static string Fill(string template, JsonObject item)
    {
        var words = new StringBuilder();
        var rest = template.AsSpan();
        while (rest.IndexOf('{') is var open and >= 0 && rest[open..].IndexOf('}') is var length and > 0)
        {
            words.Append(rest[..open]).Append(Member(item, rest.Slice(open + 1, length - 1).ToString()));
            rest = rest[(open + length + 1)..];
        }

        return words.Append(rest).ToString();
    }

    private static string Member(JsonNode item, string path)
    {
        JsonNode? at = item;
        foreach (var name in path.Split('.'))
        {
            at = (at as JsonObject)?[name];
        }

        return at switch
        {
            null => "–",
            JsonValue value => value.ToString(),
            JsonArray list => string.Join(", ", list.Select(entry => entry?.ToString())),
            _ => at.ToJsonString(),
        };
    }
}

/// <summary>A sentence, and the object as it was asked for.</summary>
public sealed record DetailWord(string Title, string Json);
