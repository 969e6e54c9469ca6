namespace AuthPortal.Activity;

/// <summary>
/// A request's parameters as they may be kept. Only those that are known to hold no secret and no word about a person
/// keep their value; whatever else somebody sends is named and hidden.
/// </summary>
internal static class MaskedRequest
{
    private const int Most = 24;
    private const int LongestName = 40;

    private static readonly HashSet<string> Plain = new(
        [
            "client_id", "redirect_uri", "response_type", "response_mode", "scope", "grant_type",
            "code_challenge_method", "prompt", "max_age", "display", "ui_locales", "acr_values", "resource", "audience",
            "token_type_hint", "client_assertion_type", "requested_token_type", "subject_token_type",
            "actor_token_type", "post_logout_redirect_uri", "request_uri",
        ],
        StringComparer.Ordinal);

    /// <summary>Cheap: before the request is put aside, values that may be secret are gone and long ones are cut.</summary>
    public static KeyValuePair<string, string>[] WithoutSecrets(IEnumerable<KeyValuePair<string, string>> parameters)
        => [.. parameters.Take(Most).Select(p => KeyValuePair.Create(NameOf(p.Key), ValueOf(p.Key, p.Value)))];

    /// <summary>What is left, with secrets that stand in the wrong place hidden too.</summary>
    public static Dictionary<string, string> Of(IEnumerable<KeyValuePair<string, string>> withoutSecrets)
    {
        var masked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in withoutSecrets)
        {
            masked[name] = value == MaskedText.Hidden ? value : MaskedText.Of(value);
        }

        return masked;
    }

    private static string ValueOf(string name, string value)
        => !Plain.Contains(name) ? MaskedText.Hidden
            : value.Length <= MaskedText.LongestRead ? value
            : value[..(MaskedText.LongestRead + 1)];

    /// <summary>Anything can stand where a name stands, a secret too.</summary>
    private static string NameOf(string name)
        => name.Length <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? name
            : MaskedText.Hidden;
}
