namespace AuthPortal.Protocol;

/// <summary>
/// A <c>response_type</c>, OAuth 2.0 Multiple Response Types §3 and §5: what comes back from /authorize itself. The
/// order of its words carries no meaning.
/// </summary>
public sealed record ResponseType(bool HasCode, bool HasToken, bool HasIdToken)
{
    public const string Code = "code";

    private const string Token = "token";
    private const string IdToken = "id_token";

    /// <summary>The implicit and hybrid ones, which put tokens into the browser (RFC 9700 §2.1.2 advises against).</summary>
    public static readonly IReadOnlyList<string> Legacy =
        ["token", "id_token", "id_token token", "code id_token", "code token", "code id_token token"];

    /// <summary>Tokens travel through the browser, so they never go into a query.</summary>
    public bool IsFrontChannel => HasToken || HasIdToken;

    /// <summary>Null for an empty, unknown or repeated word.</summary>
    public static ResponseType? Parse(string? value)
    {
        var words = value?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length == 0
            || words.Distinct(StringComparer.Ordinal).Count() != words.Length
            || words.Any(w => w is not (Code or Token or IdToken))
            ? null
            : new ResponseType(words.Contains(Code), words.Contains(Token), words.Contains(IdToken));
    }

    /// <summary>The registered spelling, such as <c>code id_token</c>.</summary>
    public override string ToString()
    {
        string[] words = [HasCode ? Code : string.Empty, HasIdToken ? IdToken : string.Empty, HasToken ? Token : string.Empty];
        return string.Join(' ', words.Where(word => word.Length > 0));
    }
}
