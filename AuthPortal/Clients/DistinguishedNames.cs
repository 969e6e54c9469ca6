using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AuthPortal.Clients;

/// <summary>
/// The text of a certificate's subject as a client registers it, RFC 4514 (RFC 8705 §2.1.2). Compared part by part: the
/// same name may be encoded in different kinds of text, and its parts stand in the certificate the other way round.
/// </summary>
internal static class DistinguishedNames
{
    private const string NeedEscape = "\"+,;<>";

    /// <summary>RFC 4514 §3, and the two names that authorities put into subjects beside them.</summary>
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CN"] = "2.5.4.3",
        ["SERIALNUMBER"] = "2.5.4.5",
        ["C"] = "2.5.4.6",
        ["L"] = "2.5.4.7",
        ["ST"] = "2.5.4.8",
        ["STREET"] = "2.5.4.9",
        ["O"] = "2.5.4.10",
        ["OU"] = "2.5.4.11",
        ["DC"] = "0.9.2342.19200300.100.1.25",
        ["UID"] = "0.9.2342.19200300.100.1.1",
        ["emailAddress"] = "1.2.840.113549.1.9.1",
    };

    /// <summary>False as well for a text that is no name.</summary>
    public static bool AreSame(string text, X500DistinguishedName name)
        => Read(text) is { } wanted && Read(name) is { } given && wanted.SequenceEqual(given, StringComparer.Ordinal);

    /// <summary>Whether it can ever be a certificate's.</summary>
    public static bool IsName(string text) => Read(text) is not null;

    /// <summary>One entry a relative name, most specific first; null for a text that is no name.</summary>
    private static List<string>? Read(string text)
    {
        var names = new List<string>();
        var pairs = new List<(string Type, string Value)>();
        var rest = text.AsSpan();
        while (ReadPair(ref rest) is { } pair)
        {
            pairs.Add(pair);
            if (rest is not ['+', ..])
            {
                names.Add(Join(pairs));
                pairs.Clear();
            }

            if (rest.IsEmpty)
            {
                return names;
            }

            rest = rest[1..];
        }

        return null;
    }

    private static List<string>? Read(X500DistinguishedName name)
    {
        try
        {
            return [.. name.EnumerateRelativeDistinguishedNames().Select(part => Join(Pairs(part.RawData)))];
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException or ArgumentException)
        {
            // A value that is no text, which no registered one can be.
            return null;
        }
    }

    private static List<(string Type, string Value)> Pairs(ReadOnlyMemory<byte> relativeName)
    {
        var pairs = new List<(string, string)>();
        var set = new AsnReader(relativeName, AsnEncodingRules.DER).ReadSetOf();
        while (set.HasData)
        {
            var pair = set.ReadSequence();
            var type = pair.ReadObjectIdentifier();
            pairs.Add((type, pair.ReadCharacterString((UniversalTagNumber)pair.PeekTag().TagValue)));
        }

        return pairs;
    }

    /// <summary>§2.2: the order within a relative name means nothing. Lengths keep two values from running together.</summary>
    private static string Join(List<(string Type, string Value)> pairs)
        => string.Concat(pairs.OrderBy(p => p.Type, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Type}={p.Value.Length}:{p.Value}")));

    /// <summary>§3: type, equals sign, value; stops before a plus, a comma or the end.</summary>
    private static (string Type, string Value)? ReadPair(ref ReadOnlySpan<char> rest)
    {
        var equals = rest.IndexOf('=');
        if (equals <= 0 || TypeOf(rest[..equals].Trim(' ').ToString()) is not { } type)
        {
            return null;
        }

        rest = rest[(equals + 1)..].TrimStart(' ');
        return ReadValue(ref rest) is { Length: > 0 } value ? (type, value) : null;
    }

    private static string? TypeOf(string name)
        => Types.TryGetValue(name, out var known) ? known
            : name.Contains('.', StringComparison.Ordinal) && name.All(c => char.IsAsciiDigit(c) || c == '.') ? name
            : null;

    /// <summary>§2.4: a backslash takes the sting out of a character, or says an octet of UTF-8 in two digits.</summary>
    private static string? ReadValue(ref ReadOnlySpan<char> rest)
    {
        var octets = new List<byte>();
        var meant = 0;
        while (rest is [var next, ..] && next is not (',' or '+'))
        {
            var length = 1;
            if (next == '\\')
            {
                if (Escaped(rest) is not { } escaped)
                {
                    return null;
                }

                octets.Add(escaped.Octet);
                length = escaped.Length;
            }
            else if (NeedEscape.Contains(next, StringComparison.Ordinal) || (next == '#' && octets.Count == 0))
            {
                return null;
            }
            else
            {
                length = char.IsHighSurrogate(next) && rest.Length > 1 ? 2 : 1;
                octets.AddRange(Encoding.UTF8.GetBytes(rest[..length].ToString()));
            }

            meant = next == ' ' ? meant : octets.Count;
            rest = rest[length..];
        }

        return Encoding.UTF8.GetString([.. octets.Take(meant)]);
    }

    private static (byte Octet, int Length)? Escaped(ReadOnlySpan<char> rest)
        => rest is ['\\', var one, ..] && (NeedEscape.Contains(one, StringComparison.Ordinal) || one is '\\' or ' ' or '#' or '=')
            ? ((byte)one, 2)
            : rest.Length > 2 && byte.TryParse(
                rest[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet)
                ? (octet, 3)
                : null;
}
