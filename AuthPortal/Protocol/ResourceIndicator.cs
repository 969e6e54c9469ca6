namespace AuthPortal.Protocol;

/// <summary>The <c>resource</c> parameter, RFC 8707 §2: the API that a token is asked for.</summary>
public static class ResourceIndicator
{
    public const string Parameter = "resource";

    private const int Most = 10;
    private const int Longest = 500;

    private static readonly OAuthError TooMany = new OAuthError("invalid_target", "resource was sent too often.")
        .Because(ErrorReason.ResourceRefused);

    private static readonly OAuthError Malformed = new OAuthError(
        "invalid_target", "resource must be an absolute https URI without a fragment.")
            .Because(ErrorReason.ResourceRefused);

    private static readonly OAuthError Unknown = new OAuthError(
        "invalid_target", "resource names an API that is not known here.").Because(ErrorReason.ResourceRefused);

    /// <param name="sent">Every value that was sent.</param>
    /// <param name="isRegistered">Tells whether the server knows the API.</param>
    /// <param name="open">
    /// True lets a token be asked for an API that is not registered: it carries no scope of one that is.
    /// </param>
    public static Result<string[]> Check(IReadOnlyList<string> sent, Func<string, bool> isRegistered, bool open)
    {
        if (sent.Count > Most)
        {
            return TooMany;
        }

        foreach (var resource in sent.Where(resource => !isRegistered(resource)))
        {
            if (!IsWellFormed(resource))
            {
                return Malformed;
            }

            if (!open)
            {
                return Unknown;
            }
        }

        return sent.Distinct(StringComparer.Ordinal).ToArray();
    }

    private static bool IsWellFormed(string resource)
        => resource.Length <= Longest
            && !resource.Contains(' ', StringComparison.Ordinal)
            && RedirectUri.Problem(resource, ApplicationType.Web) is null;
}
