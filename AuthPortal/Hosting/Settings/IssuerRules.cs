using System.Net;

namespace AuthPortal.Hosting.Settings;

/// <summary>What an issuer identifier may be: RFC 8414 §2, and http on a loopback address for trying things out.</summary>
internal static class IssuerRules
{
    /// <summary>What is wrong with <paramref name="issuer"/> and the mend; null when nothing is.</summary>
    public static string? Problem(string issuer)
    {
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var uri) || uri.Host.Length == 0
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
        {
            return "is no http(s) URL: give the public address, such as https://id.example.com.";
        }

        if (issuer.Any(c => c is <= ' ' or > '~' or '\\') || uri.UserInfo.Length > 0)
        {
            return "has characters or a user name that do not belong there: give a plain URL such as "
                + "https://id.example.com.";
        }

        if (issuer.Contains('?', StringComparison.Ordinal) || issuer.Contains('#', StringComparison.Ordinal))
        {
            return "has a query or fragment: remove it.";
        }

        if (issuer.EndsWith('/'))
        {
            return "ends with a slash: remove it.";
        }

        return uri.Scheme == Uri.UriSchemeHttps || IsLoopback(uri)
            ? null
            : "is http on an address that is not loopback: use https, or http://localhost for trying things out.";
    }

    /// <summary>The path that stands before every URL of ours; empty for most.</summary>
    public static string PathOf(string? issuer)
        => issuer is not null && Problem(issuer) is null ? new Uri(issuer).AbsolutePath.TrimEnd('/') : string.Empty;

    private static bool IsLoopback(Uri uri)
        => uri.Host == "localhost"
            || (IPAddress.TryParse(uri.IdnHost, out var address) && IPAddress.IsLoopback(address));
}
