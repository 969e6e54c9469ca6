using System.Text.Json;
using AuthPortal.Protocol;

namespace AuthPortal.Components.Developer.Programs;

/// <summary>An app's values as programs of several languages write them, so that nothing in one can end its own quotes.</summary>
internal static class ProgramText
{
    private const int OwnPort = 3000;

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JavaScript, and YAML: in single quotes where that is enough.</summary>
    public static string Script(string value)
        => value.All(c => c is >= ' ' and <= '~' and not ('\'' or '\\')) ? $"'{value}'" : Double(value);

    /// <summary>Python, Go and YAML all read a JSON string as it stands.</summary>
    public static string Double(string value) => JsonSerializer.Serialize(value, Readable);

    /// <summary>In a page's script, where a tag would end it.</summary>
    public static string InPage(string value) => JsonSerializer.Serialize(value).Replace('"', '\'');

    /// <summary>Where a redirect URI on this device says that the app listens; elsewhere a proxy decides.</summary>
    public static int PortOf(string redirectUri)
        => RedirectUri.IsLocal(redirectUri)
            && Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri) && !uri.IsDefaultPort
                ? uri.Port
                : OwnPort;

    /// <summary>RFC 8252 §7.3: on a loopback literal any port will do, so the program names the one that it listens on.</summary>
    public static string WithPort(string redirectUri)
        => RedirectUri.IsLocal(redirectUri)
            && Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri)
            && uri.IsDefaultPort && uri.HostNameType != UriHostNameType.Dns
                ? new UriBuilder(uri) { Port = OwnPort }.Uri.AbsoluteUri
                : redirectUri;

    public static bool IsPlain(string address) => address.StartsWith("http://", StringComparison.Ordinal);
}
