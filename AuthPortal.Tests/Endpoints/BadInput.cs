using System.Globalization;
using System.Text;

namespace AuthPortal.Tests.Endpoints;

/// <summary>Ways to spoil one parameter of a query or form, as octets on the wire.</summary>
internal static class BadInput
{
    /// <summary>What no server may read as a value, whatever the parameter means.</summary>
    public static readonly string[] Malformed =
    [
        "twice", "twice and empty", "NUL", "line break", "C1 control", RawOctet, NotUtf8, Overlong, HalfAnEscape,
    ];

    private const string RawOctet = "raw octet";
    private const string NotUtf8 = "not UTF-8";
    private const string Overlong = "overlong";
    private const string HalfAnEscape = "half an escape";

    /// <summary>.NET's Uri mends these before they are sent, so only a form can carry them.</summary>
    public static bool FitsAnAddress(string fault) => fault is not (HalfAnEscape or RawOctet);

    /// <summary>ASP.NET's own reader, which serves our pages, takes an escape that it can't decode for text.</summary>
    public static bool IsSeenByPages(string fault) => fault is not (HalfAnEscape or NotUtf8 or Overlong);

    /// <summary>A body whose octets are the characters' numbers.</summary>
    public static ByteArrayContent Content(string body, string? type = "application/x-www-form-urlencoded")
    {
        var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return content;
    }

    /// <summary>Encodes fields with one of them spoiled.</summary>
    public static string Encode(IReadOnlyCollection<KeyValuePair<string, string>> fields, string name, string fault)
    {
        var sound = fields.Where(f => f.Key != name).Select(Pair).ToList();
        var value = Uri.EscapeDataString(fields.FirstOrDefault(f => f.Key == name).Value ?? "x");
        sound.Add(fault switch
        {
            "twice" => $"{name}={value}&{name}={value}",
            "twice and empty" => $"{name}={value}&{name}=",
            RawOctet => $"{name}={value}\u00FF",
            NotUtf8 => $"{name}={value}%FF",
            Overlong => $"{name}=%C0%80{value}",
            "NUL" => $"{name}={value}%00",
            "line break" => $"{name}={value}%0D%0Ax:y",
            HalfAnEscape => $"{name}={value}%2",
            "C1 control" => $"{name}={value}%C2%85",
            "empty" => $"{name}=",
            "missing" => string.Empty,
            _ when fault.StartsWith("long ", StringComparison.Ordinal)
                => $"{name}={new string('x', int.Parse(fault[5..], CultureInfo.InvariantCulture))}",
            _ => $"{name}={Uri.EscapeDataString(fault)}",
        });
        return string.Join('&', sound.Where(pair => pair.Length > 0));
    }

    private static string Pair(KeyValuePair<string, string> field)
        => $"{field.Key}={Uri.EscapeDataString(field.Value)}";
}
