using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// The parameters of a query or form, RFC 6749 §3.1 and appendix B: a parameter without a value counts as absent, an
/// unknown one is ignored, and one that stands twice, is not UTF-8 or holds a control character is a fault.
/// </summary>
public sealed class RequestParameters
{
    /// <summary>In octets; what is no longer needs no array to be read.</summary>
    private const int Short = 256;

    /// <summary>RFC 8707 §2 lets <c>resource</c> be repeated, RFC 8693 §2.1 <c>audience</c> too.</summary>
    private static readonly HashSet<string> Repeatable = new(["resource", "audience"], StringComparer.Ordinal);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, true);

    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue).Select(code => (char)code).Where(char.IsControl)]);

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    // What few requests have, and only those pay for.
    private HashSet<string>? _valueless;
    private Dictionary<string, List<string>>? _lists;
    private HashSet<string>? _repeated;
    private HashSet<string>? _malformed;

    private RequestParameters()
    {
    }

    /// <summary>The first value, or null when it is absent, empty or malformed.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Every value of a parameter that may be repeated, in order.</summary>
    public IReadOnlyList<string> All(string name) => _lists?.GetValueOrDefault(name) ?? [];

    /// <summary>Those with a well-formed value.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>The same, with the values of a repeatable parameter joined by spaces.</summary>
    public Dictionary<string, string> Joined()
    {
        var joined = new Dictionary<string, string>(_values, StringComparer.Ordinal);
        foreach (var (name, values) in _lists ?? [])
        {
            joined[name] = string.Join(' ', values);
        }

        return joined;
    }

    /// <summary>Names that stand more than once.</summary>
    public IReadOnlySet<string> Repeated => _repeated ?? (IReadOnlySet<string>)FrozenSet<string>.Empty;

    /// <summary>Names whose value can't be read; empty when the name itself can't.</summary>
    public IReadOnlySet<string> Malformed => _malformed ?? (IReadOnlySet<string>)FrozenSet<string>.Empty;

    /// <summary>What is wrong with the whole, as <c>invalid_request</c>; null when nothing is.</summary>
    public OAuthError? Fault
        => _repeated?.FirstOrDefault() is { } repeated
            ? OAuthError.InvalidRequest($"{Shown(repeated)} must not be repeated.")
                .Because(ErrorReason.ParameterFaulty, Shown(repeated))
            : _malformed?.FirstOrDefault() is { } malformed
                ? OAuthError.InvalidRequest($"{Shown(malformed)} is not well-formed text.")
                    .Because(ErrorReason.ParameterFaulty, Shown(malformed))
                : null;

    /// <summary>Reads <c>application/x-www-form-urlencoded</c> octets.</summary>
    public static RequestParameters Parse(ReadOnlySpan<byte> encoded)
    {
        var parameters = new RequestParameters();
        foreach (var range in encoded.Split((byte)'&'))
        {
            if (encoded[range] is { Length: > 0 } pair)
            {
                parameters.Add(pair);
            }
        }

        return parameters;
    }

    /// <summary>Reads a query as it came, with or without its question mark.</summary>
    public static RequestParameters ParseQuery(string? query)
        => Parse(Encoding.UTF8.GetBytes(query?.TrimStart('?') ?? string.Empty));

    /// <summary>One name or value; null when it is not UTF-8, not properly escaped or holds a control character.</summary>
    public static string? Decode(ReadOnlySpan<byte> encoded)
    {
        Span<byte> octets = encoded.Length <= Short ? stackalloc byte[Short] : new byte[encoded.Length];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == (byte)'%')
            {
                if (i + 2 >= encoded.Length
                    || !byte.TryParse(encoded.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out octets[length]))
                {
                    return null;
                }

                i += 2;
            }
            else
            {
                octets[length] = encoded[i] == (byte)'+' ? (byte)' ' : encoded[i];
            }

            length++;
        }

        return Text(octets[..length]);
    }

    private static string? Text(ReadOnlySpan<byte> octets)
    {
        try
        {
            var text = StrictUtf8.GetString(octets);
            return text.AsSpan().ContainsAny(Controls) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private void Add(ReadOnlySpan<byte> pair)
    {
        var equals = pair.IndexOf((byte)'=');
        var name = Decode(equals < 0 ? pair : pair[..equals]);
        if (name is null)
        {
            Mark(ref _malformed, string.Empty);
            return;
        }

        if ((_values.ContainsKey(name) || _valueless?.Contains(name) == true) && !Repeatable.Contains(name))
        {
            Mark(ref _repeated, name);
            return;
        }

        switch (equals < 0 ? string.Empty : Decode(pair[(equals + 1)..]))
        {
            case null:
                Mark(ref _malformed, name);
                Mark(ref _valueless, name);
                break;
            case { Length: > 0 } value:
                _values.TryAdd(name, value);
                if (Repeatable.Contains(name))
                {
                    Keep(name, value);
                }

                break;
            default:
                Mark(ref _valueless, name);
                break;
        }
    }

    private void Keep(string name, string value)
    {
        _lists ??= new(StringComparer.Ordinal);
        if (!_lists.TryGetValue(name, out var values))
        {
            _lists[name] = values = [];
        }

        values.Add(value);
    }

    private static void Mark(ref HashSet<string>? names, string name)
        => (names ??= new(StringComparer.Ordinal)).Add(name);

    /// <summary>Only a name that looks like one is repeated in an answer.</summary>
    private static string Shown(string name)
        => name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetterLower(c) || c == '_') ? name : "A parameter";
}
