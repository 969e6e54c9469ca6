using System.Globalization;

namespace AuthPortal.Protocol;

/// <summary>
/// Redirect URIs as strings, RFC 6749 §3.1.2, RFC 8252 §7 and RFC 9700 §2.1. They are never normalised: what a
/// parser rewrites, an attacker writes.
/// </summary>
public static class RedirectUri
{
    private const int LongestUri = 2000;
    private const string OtherUriCharacters = "-._~:/?#[]@!$&'()*+,;=%";

    private static readonly string[] LoopbackLiterals = ["http://127.0.0.1", "http://[::1]"];
    private static readonly string[] LocalHosts = ["127.0.0.1", "[::1]", "localhost"];

    /// <summary>Schemes that a browser or the system acts on by itself.</summary>
    private static readonly string[] DangerousSchemes =
        ["javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source", "mailto", "ws", "wss"];

    /// <summary>
    /// RFC 9700 §2.1: exact, character by character; for http on a loopback address literal any port, because a
    /// native app listens where it can (RFC 8252 §7.3).
    /// </summary>
    public static bool Matches(string registered, string sent)
        => string.Equals(registered, sent, StringComparison.Ordinal)
            || (WithoutLoopbackPort(registered) is { } known
                && string.Equals(known, WithoutLoopbackPort(sent), StringComparison.Ordinal));

    /// <summary>What keeps the URI from being registered; null when nothing does.</summary>
    /// <param name="uri">As it was entered.</param>
    /// <param name="applicationType">One of <see cref="ApplicationType"/>; null means web.</param>
    public static RedirectUriProblem? Problem(string uri, string? applicationType)
    {
        if (uri.Length > LongestUri)
        {
            return RedirectUriProblem.TooLong;
        }

        if (Array.Exists(DangerousSchemes, s => uri.StartsWith(s + ':', StringComparison.OrdinalIgnoreCase)))
        {
            return RedirectUriProblem.DangerousScheme;
        }

        if (!HasUriCharactersOnly(uri))
        {
            return RedirectUriProblem.BadCharacter;
        }

        if (uri.Contains('#', StringComparison.Ordinal))
        {
            return RedirectUriProblem.Fragment;
        }

        if (uri.Contains('*', StringComparison.Ordinal))
        {
            return RedirectUriProblem.Wildcard;
        }

        return Scheme(uri) switch
        {
            null => RedirectUriProblem.NotAbsolute,
            "https" => WebProblem(uri, plain: false),
            "http" => WebProblem(uri, plain: true),
            var scheme => PrivateSchemeProblem(uri, scheme, applicationType),
        };
    }

    /// <summary>What a person is told that the answer goes to: the host, or the private-use scheme.</summary>
    public static string Destination(string uri)
        => Authority(uri) is { Length: > 0 } authority ? authority : Scheme(uri) ?? uri;

    /// <summary>True when it stays on the person's own device.</summary>
    public static bool IsLocal(string uri)
        => Authority(uri) is { } authority && LocalHosts.Contains(Host(authority), StringComparer.OrdinalIgnoreCase);

    private static RedirectUriProblem? WebProblem(string uri, bool plain)
    {
        if (Authority(uri) is not { Length: > 0 } authority)
        {
            return RedirectUriProblem.NotAbsolute;
        }

        if (authority.Contains('@', StringComparison.Ordinal))
        {
            return RedirectUriProblem.UserInfo;
        }

        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0
            || (PortOf(authority) is { } port && !IsPort(port)))
        {
            return RedirectUriProblem.NotAbsolute;
        }

        return plain && !LocalHosts.Contains(Host(authority), StringComparer.OrdinalIgnoreCase)
            ? RedirectUriProblem.PlainHttp
            : null;
    }

    private static RedirectUriProblem? PrivateSchemeProblem(string uri, string scheme, string? applicationType)
    {
        if (applicationType != ApplicationType.Native)
        {
            return RedirectUriProblem.SchemeNeedsNative;
        }

        if (!scheme.Contains('.', StringComparison.Ordinal) || scheme.EndsWith('.'))
        {
            return RedirectUriProblem.SchemeWithoutDomain;
        }

        return Authority(uri)?.Contains('@', StringComparison.Ordinal) == true ? RedirectUriProblem.UserInfo : null;
    }

    private static bool HasUriCharactersOnly(string uri)
    {
        for (var i = 0; i < uri.Length; i++)
        {
            var known = char.IsAsciiLetterOrDigit(uri[i]) || OtherUriCharacters.Contains(uri[i], StringComparison.Ordinal);
            var escaped = uri[i] != '%'
                || (i + 2 < uri.Length && char.IsAsciiHexDigit(uri[i + 1]) && char.IsAsciiHexDigit(uri[i + 2]));
            if (!known || !escaped)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>In lower case; null when there is none (RFC 3986 §3.1).</summary>
    private static string? Scheme(string uri)
    {
        var end = uri.IndexOf(':', StringComparison.Ordinal);
        var named = end > 0 && char.IsAsciiLetter(uri[0])
            && uri[..end].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');
        return named ? uri[..end].ToLowerInvariant() : null;
    }

    /// <summary>What stands between the two slashes and the path; null without the slashes.</summary>
    private static string? Authority(string uri)
    {
        var start = uri.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var rest = uri[(start + 3)..];
        var end = rest.IndexOfAny(['/', '?', '#']);
        return end < 0 ? rest : rest[..end];
    }

    private static string Host(string authority)
        => PortOf(authority) is { } port ? authority[..^(port.Length + 1)] : authority;

    private static string? PortOf(string authority)
    {
        var colon = authority.LastIndexOf(':');
        return colon < 0 || authority.IndexOf(']', StringComparison.Ordinal) > colon ? null : authority[(colon + 1)..];
    }

    private static bool IsPort(ReadOnlySpan<char> text)
        => text.Length is >= 1 and <= 5 && text.IndexOfAnyExceptInRange('0', '9') < 0
            && int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) is >= 1 and <= 65535;

    /// <summary>The URI with its port cut out when it is http on a loopback literal, else null.</summary>
    private static string? WithoutLoopbackPort(string uri)
    {
        var literal = Array.Find(LoopbackLiterals, l => uri.StartsWith(l, StringComparison.Ordinal));
        if (literal is null)
        {
            return null;
        }

        var rest = uri[literal.Length..];
        var path = rest.IndexOfAny(['/', '?']);
        var port = path < 0 ? rest : rest[..path];
        return port.Length == 0 || (port[0] == ':' && IsPort(port.AsSpan(1))) ? literal + rest[port.Length..] : null;
    }
}
