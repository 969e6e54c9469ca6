using SkiaSharp;

namespace AuthPortal.Accounts;

/// <summary>
/// Draws a person's picture anew: what was sent is decoded, cut to a square and encoded again, so that nothing of the
/// file itself, and no place or time that a camera wrote into it, is ever served. The size is read before anything is
/// decoded: a small file that unpacks to a huge picture is refused.
/// </summary>
public static class PictureMaker
{
    /// <summary>Bytes of a file that are read at most.</summary>
    public const int LargestFile = 6 * 1024 * 1024;

    /// <summary>Of the picture that is kept, in pixels.</summary>
    public const int Side = 320;

    public const string MediaType = "image/jpeg";

    private const int LongestSide = 12_000;
    private const long MostPixels = 40_000_000;
    private const int Quality = 88;

    /// <summary>One at a time: each may take 160 MB while it is decoded.</summary>
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>A JPEG; null when it is not a picture that can be read, or is too large.</summary>
    public static async Task<byte[]?> MakeAsync(byte[] file, CancellationToken cancellationToken)
    {
        await Turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Make(file), cancellationToken);
        }
        finally
        {
            Turn.Release();
        }
    }

    private static byte[]? Make(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is not { Info: { Width: > 0 and <= LongestSide, Height: > 0 and <= LongestSide } info }
            || (long)info.Width * info.Height > MostPixels)
        {
            return null;
        }

        using var decoded = SKBitmap.Decode(codec, new SKImageInfo(info.Width, info.Height));
        return decoded is null ? null : Draw(decoded, codec.EncodedOrigin);
    }

    private static byte[] Draw(SKBitmap decoded, SKEncodedOrigin origin)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        Turned(canvas, origin);
        var side = Math.Min(decoded.Width, decoded.Height);
        var square = SKRect.Create((decoded.Width - side) / 2f, (decoded.Height - side) / 2f, side, side);
        using var image = SKImage.FromBitmap(decoded);
        canvas.DrawImage(
            image,
            square,
            SKRect.Create(Side, Side),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var encoded = drawn.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return encoded.ToArray();
    }

    /// <summary>A camera writes how it was held beside the picture; what is served has it in the picture itself.</summary>
    private static void Turned(SKCanvas canvas, SKEncodedOrigin origin)
    {
        var degrees = origin switch
        {
            SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom => 90,
            SKEncodedOrigin.BottomRight or SKEncodedOrigin.BottomLeft => 180,
            SKEncodedOrigin.LeftBottom or SKEncodedOrigin.LeftTop => 270,
            _ => 0,
        };
        canvas.RotateDegrees(degrees, Side / 2f, Side / 2f);
        if (origin is SKEncodedOrigin.TopRight or SKEncodedOrigin.BottomLeft or SKEncodedOrigin.LeftTop
            or SKEncodedOrigin.RightBottom)
        {
            canvas.Scale(-1, 1, Side / 2f, Side / 2f);
        }
    }
}
