namespace AuthPortal.Protocol;

/// <summary>
/// The issuer identifier, RFC 8414 §2: an exact string with no trailing slash. Every URL in metadata starts with it.
/// </summary>
public sealed record Issuer(string Value)
{
    /// <summary>The URL of an endpoint; <paramref name="path"/> starts with a slash.</summary>
    public string Url(string path) => Value + path;

    public bool IsHttps => Value.StartsWith("https://", StringComparison.Ordinal);

    public override string ToString() => Value;
}
