namespace AuthPortal.Protocol;

/// <summary>
/// This server as a protected resource, RFC 9728 §1.2: the UserInfo endpoint, under the URL that clients use for it, so that
/// they can tell that what they read is of it (§3.3).
/// </summary>
public static class ProtectedResource
{
    /// <summary>Of the resource.</summary>
    public const string Path = "/userinfo";

    /// <summary>Of its metadata, before the resource's own path.</summary>
    public const string WellKnown = "/.well-known/oauth-protected-resource";

    public static string IdentifierAt(Issuer issuer) => issuer.Url(Path);

    /// <summary>§3.1: the well-known part stands between the host and the path.</summary>
    public static string MetadataAt(Issuer issuer)
    {
        var path = new Uri(issuer.Value).AbsolutePath.TrimEnd('/');
        return issuer.Value[..^path.Length] + WellKnown + path + Path;
    }
}
