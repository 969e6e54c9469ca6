namespace AuthPortal.Protocol;

/// <summary>
/// The parameters of an authorization request as they were sent, RFC 6749 §4.1.1 and OpenID Connect Core §3.1.2.1.
/// One that this server doesn't know is dropped.
/// </summary>
public sealed class AuthorizeParameters
{
    /// <summary>In characters, all values together: what somebody unknown can make the server store.</summary>
    private const int LongestKept = 16 * 1024;

    /// <summary>RFC 8707 §2 lets this one be repeated; its values are joined by spaces, which no URI has.</summary>
    private const string Repeatable = "resource";

    private static readonly HashSet<string> Known = new(
        [
            "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt",
            "max_age", "login_hint", "id_token_hint", "code_challenge", "code_challenge_method", "request",
            "request_uri", "registration", "acr_values", "claims", "ui_locales", "resource", "authorization_details",
            "dpop_jkt",
        ],
        StringComparer.Ordinal);

    /// <summary>Which waiting device the request is of. No name of a parameter: nobody can send it.</summary>
    public const string Device = "(device)";

    private static readonly HashSet<string> OfDevices = new(
        ["scope", "resource", "authorization_details", "nonce"], StringComparer.Ordinal);

    private readonly Dictionary<string, string> _values;
    private readonly HashSet<string> _faulty;

    private AuthorizeParameters(Dictionary<string, string> values, HashSet<string> faulty)
    {
        _values = values;
        _faulty = faulty;
    }

    public bool IsTooLarge => _values.Sum(v => v.Value.Length) > LongestKept;

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Some parameter was sent twice or can't be read.</summary>
    public bool HasFault => _faulty.Count > 0;

    /// <summary>Null when it was left out, sent empty, sent twice or can't be read.</summary>
    public string? this[string name] => IsFaulty(name) ? null : _values.GetValueOrDefault(name);

    /// <summary>What a device asks for, RFC 8628 §3.1: a code in effect, which it fetches itself.</summary>
    public static AuthorizeParameters OfDevice(IReadOnlyDictionary<string, string> values, string clientId)
        => new(
            values.Where(v => OfDevices.Contains(v.Key))
                .Append(KeyValuePair.Create("client_id", clientId))
                .Append(KeyValuePair.Create("response_type", "code"))
                .ToDictionary(StringComparer.Ordinal),
            []);

    /// <summary>The same once a person has typed the user code. Whoever is asked always sees who asks (§5.4).</summary>
    public static AuthorizeParameters OfWaiting(IReadOnlyDictionary<string, string> values, string device)
        => new(new Dictionary<string, string>(values, StringComparer.Ordinal), [])
        {
            _values = { [Device] = device, ["prompt"] = "consent" },
        };

    /// <summary>What this server kept of a request under way; nothing of it comes from outside now.</summary>
    public static AuthorizeParameters Restored(IReadOnlyDictionary<string, string> values)
        => new(
            values.Where(v => v.Key == Device || Known.Contains(v.Key)).ToDictionary(StringComparer.Ordinal), []);

    /// <param name="values">By name, without empty ones.</param>
    /// <param name="faulty">Names that were sent twice (RFC 6749 §3.1) or are not well-formed text.</param>
    public static AuthorizeParameters Of(IReadOnlyDictionary<string, string> values, IEnumerable<string> faulty)
        => new(
            values.Where(v => Known.Contains(v.Key)).ToDictionary(StringComparer.Ordinal),
            faulty.Where(name => name != Repeatable).ToHashSet(StringComparer.Ordinal));

    /// <summary>The same, with one more or another.</summary>
    public AuthorizeParameters With(string name, string value)
        => new(new Dictionary<string, string>(_values, StringComparer.Ordinal) { [name] = value }, _faulty);

    public bool IsFaulty(string name) => _faulty.Contains(name);
}
