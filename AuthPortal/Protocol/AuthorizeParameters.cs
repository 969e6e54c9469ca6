using System.Net;
using System.Text;
using System.Text.Unicode;

namespace AuthPortal.Protocol;

/// <summary>
/// The parameters of an authorization request as they were sent, RFC 6749 §4.1.1 and OpenID Connect Core §3.1.2.1.
/// One sent without a value counts as left out (RFC 6749 §3.1); one that this server doesn't know is dropped.
/// </summary>
public sealed class AuthorizeParameters
{
    /// <summary>Bytes as sent, and characters of what is kept: what an unknown person can make the server store.</summary>
    private const int LongestRequest = 64 * 1024;
    private const int LongestKept = 16 * 1024;

    /// <summary>RFC 8707 §2 lets this one be repeated.</summary>
    private const string Repeatable = "resource";

    private static readonly HashSet<string> Known = new(
        [
            "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt",
            "max_age", "login_hint", "id_token_hint", "code_challenge", "code_challenge_method", "request",
            "request_uri", "registration",
        ],
        StringComparer.Ordinal);

    private readonly Dictionary<string, string> _values;
    private readonly HashSet<string> _repeated;

    private AuthorizeParameters(Dictionary<string, string> values, HashSet<string> repeated, bool isReadable)
    {
        _values = values;
        _repeated = repeated;
        IsReadable = isReadable;
    }

    /// <summary>False when it is too large or not UTF-8: then nothing in it can be relied on.</summary>
    public bool IsReadable { get; }

    public IReadOnlyDictionary<string, string> Values => _values;

    public bool HasRepetition => _repeated.Count > 0;

    public string? ClientId => this["client_id"];

    public string? RedirectUri => this["redirect_uri"];

    public string? State => IsRepeated("state") ? null : this["state"];

    /// <summary>Null when it was left out or sent empty.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Reads a query or a form body (application/x-www-form-urlencoded).</summary>
    public static AuthorizeParameters Parse(string encoded)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var repeated = new HashSet<string>(StringComparer.Ordinal);
        if (encoded.Length > LongestRequest)
        {
            return new AuthorizeParameters(values, repeated, isReadable: false);
        }

        foreach (var pair in encoded.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            var value = Decode(equals < 0 ? string.Empty : pair[(equals + 1)..]);
            if (name is null || value is null)
            {
                return new AuthorizeParameters(values, repeated, isReadable: false);
            }

            if (!seen.Add(name) && name != Repeatable)
            {
                repeated.Add(name);
            }

            if (value.Length > 0 && Known.Contains(name))
            {
                values.TryAdd(name, value);
            }
        }

        return new AuthorizeParameters(values, repeated, values.Sum(v => v.Value.Length) <= LongestKept);
    }

    /// <summary>The parameters of a stored request.</summary>
    public static AuthorizeParameters Of(IReadOnlyDictionary<string, string> values)
        => new(new Dictionary<string, string>(values, StringComparer.Ordinal), [], isReadable: true);

    public bool IsRepeated(string name) => _repeated.Contains(name);

    /// <summary>Null when the bytes are not UTF-8.</summary>
    private static string? Decode(string encoded)
    {
        var sent = Encoding.UTF8.GetBytes(encoded);
        var bytes = WebUtility.UrlDecodeToBytes(sent, 0, sent.Length);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }
}
