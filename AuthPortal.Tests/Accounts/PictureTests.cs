using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AuthPortal.Accounts;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

namespace AuthPortal.Tests.Accounts;

/// <summary>A person's picture: drawn anew, never the file that was sent, and nothing else is let in.</summary>
public sealed class PictureTests(Portal portal) : IClassFixture<Portal>
{
    private const string Secret = "GPS 37.5665 126.9780";

    [Fact]
    public async Task It_is_drawn_anew_and_apps_get_its_address()
    {
        var app = await AppScene.CreateAsync(portal);
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(app.User.UserName!);
        Assert.Contains("done=picture", (await UploadAsync(browser, Jpeg(600, 400))).Headers.Location!.ToString(), StringComparison.Ordinal);
        var tokens = await app.TokensAsync();
        var address = (await app.UserInfoAsync(tokens.GetProperty("access_token").GetString()!)).Ok()["picture"]!;
        Assert.StartsWith(Portal.Issuer + "/pictures/", address, StringComparison.Ordinal);

        using var anybody = portal.NewClient();
        var answer = await anybody.GetAsync(address);
        var image = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var drawn = SKBitmap.Decode(image);
        Assert.Equal((PictureMaker.Side, PictureMaker.Side), (drawn.Width, drawn.Height));
        Assert.DoesNotContain("Exif", Encoding.Latin1.GetString(image), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(image), StringComparison.Ordinal);
        Assert.NotNull((await browser.GoAsync("/account")).Page!.QuerySelector(".picture img[src^='pictures/']"));
    }

    [Fact]
    public async Task A_camera_that_was_held_upright_gives_an_upright_picture()
    {
        var drawn = await PictureMaker.MakeAsync(Jpeg(400, 400, turned: true), default);
        using var picture = SKBitmap.Decode(drawn);

        // Red on the left of the file; turned by 90 degrees clockwise it is on top.
        Assert.True(picture.GetPixel(160, 40).Red > 200 && picture.GetPixel(160, 280).Red < 100);
    }

    [Fact]
    public async Task A_new_one_and_its_removal_leave_nothing_at_the_old_address()
    {
        var user = await portal.AddUserAsync("replaced");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("replaced");
        await UploadAsync(browser, Jpeg(100, 100));
        var first = await AddressAsync(user.Id);
        await UploadAsync(browser, Jpeg(100, 100));
        var second = await AddressAsync(user.Id);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Http.GetAsync(first)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.Http.GetAsync(second)).StatusCode);
        await browser.Http.PostAsync("/account/picture/remove", await browser.Http.FillAsync("/account"));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Http.GetAsync(second)).StatusCode);
        Assert.Null(await AddressAsync(user.Id));
    }

    public static TheoryData<string> Bad => ["bomb", "wide", "svg", "html", "cut", "empty", "random", "exe"];

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_is_no_picture_or_unpacks_to_a_huge_one_is_refused(string kind)
    {
        var user = await portal.AddUserAsync("bad-" + kind);
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(user.UserName!);
        var answer = await UploadAsync(browser, FileOf(kind));
        Assert.Contains("problem=picture", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await portal.ReadAsync(db => db.Pictures.CountAsync(p => p.UserId == user.Id)));
        Assert.Null(await AddressAsync(user.Id));
    }

    [Fact]
    public async Task A_file_over_the_limit_is_413_and_one_without_the_forms_token_is_400()
    {
        var user = await portal.AddUserAsync("limits");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("limits");
        var large = await UploadAsync(browser, new byte[PictureMaker.LargestFile + 64 * 1024]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var forged = Form(Jpeg(100, 100), token: "forged");
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.Http.PostAsync("/account/picture", forged)).StatusCode);
        using var stranger = portal.NewClient();
        using var theirs = Form(Jpeg(100, 100), token: "none");
        Assert.NotEqual(HttpStatusCode.SeeOther, (await stranger.PostAsync("/account/picture", theirs)).StatusCode);
        Assert.Equal(0, await portal.ReadAsync(db => db.Pictures.CountAsync(p => p.UserId == user.Id)));
    }

    private static byte[] FileOf(string kind) => kind switch
    {
        "bomb" => Png(60_000, 60_000),
        "wide" => Png(12_001, 1),
        "svg" => Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        "html" => Encoding.UTF8.GetBytes("<!doctype html><script>alert(1)</script>"),
        "cut" => Jpeg(200, 200)[..60],
        "exe" => [0x4D, 0x5A, .. new byte[200]],
        "random" => System.Security.Cryptography.RandomNumberGenerator.GetBytes(5000),
        _ => [0],
    };

    /// <summary>A header that promises so many pixels, and nothing behind it.</summary>
    private static byte[] Png(int width, int height)
    {
        byte[] header = [.. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), height);
        var check = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc32(header));
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. header, .. check];
    }

    private static uint Crc32(byte[] octets)
    {
        var crc = uint.MaxValue;
        foreach (var octet in octets)
        {
            crc ^= octet;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }

    /// <summary>Red on the left, blue on the right, with what a camera writes beside it.</summary>
    private static byte[] Jpeg(int width, int height, bool turned = false)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.Blue);
        using var red = new SKPaint { Color = SKColors.Red };
        surface.Canvas.DrawRect(0, 0, width / 2f, height, red);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, 95);
        var plain = data.ToArray();

        // TIFF, little-endian, one entry: orientation (0x0112), a short, 6 for a quarter turn clockwise.
        byte[] tiff = [.. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)(turned ? 6 : 1), 0, 0, 0, 0, 0, 0, 0];
        byte[] exif = [.. "Exif\0\0"u8, .. tiff, .. Encoding.ASCII.GetBytes(Secret)];
        var length = exif.Length + 2;
        return [.. plain[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. exif, .. plain[2..]];
    }

    private async Task<string?> AddressAsync(string userId)
        => (await portal.ReadAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.Id == userId)))
            .Profile.TryGetValue("picture", out var picture) ? picture.GetString() : null;

    private static MultipartFormDataContent Form(byte[] file, string token)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" },
            { content, "picture", "../../picture.png" },
        };
    }

    private static async Task<HttpResponseMessage> UploadAsync(Browser browser, byte[] file)
    {
        var page = (await browser.GoAsync("/account")).Page!;
        var token = page.QuerySelector(".picture input[name='__RequestVerificationToken']")!.GetAttribute("value")!;
        using var form = Form(file, token);
        return await browser.Http.PostAsync("/account/picture", form);
    }
}
