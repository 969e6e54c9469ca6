namespace AuthPortal.Clients;

/// <summary>
/// Tells pictures by their first octets, whatever they were called by who sent them: PNG, JPEG, GIF and WebP. SVG is a
/// document with scripts and is none of them.
/// </summary>
internal static class RasterImage
{
    /// <summary>The media type; null for anything else.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> octets)
    {
        if (octets.StartsWith(Png) && octets.Length > 16 && octets[12..16].SequenceEqual("IHDR"u8))
        {
            return "image/png";
        }

        if (octets.StartsWith(Jpeg))
        {
            return "image/jpeg";
        }

        if (octets.StartsWith("GIF87a"u8) || octets.StartsWith("GIF89a"u8))
        {
            return "image/gif";
        }

        return octets.StartsWith("RIFF"u8) && octets.Length > 16 && octets[8..].StartsWith("WEBPVP8"u8) ? "image/webp" : null;
    }

    private static ReadOnlySpan<byte> Png => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];
}
