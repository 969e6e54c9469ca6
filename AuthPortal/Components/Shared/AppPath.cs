using System.Buffers.Text;
using System.Text;

namespace AuthPortal.Components.Shared;

/// <summary>
/// An app's identifier as one part of a page's address. One that is a URL itself has slashes, which no encoding carries
/// through every server and proxy: it stands there in base64url behind a tilde.
/// </summary>
public static class AppPath
{
    private const char Encoded = '~';

    public static string Of(string clientId)
        => clientId.Contains('/', StringComparison.Ordinal)
            ? Encoded + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(clientId))
            : Uri.EscapeDataString(clientId);

    public static string Read(string part)
        => part.StartsWith(Encoded) && Base64Url.IsValid(part.AsSpan(1))
            ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part.AsSpan(1)))
            : part;
}
