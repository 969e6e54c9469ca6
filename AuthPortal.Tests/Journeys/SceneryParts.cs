using AuthPortal.Accounts;
using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Identity;
using Microsoft.Playwright;
using SkiaSharp;

namespace AuthPortal.Tests.Journeys;

/// <summary>More of what stands in the scenery: a logo, payments in words, letters' links, somebody careful.</summary>
internal static class SceneryParts
{
    /// <summary>Has every factor, and has just used two.</summary>
    public const string Careful = "hana";

    /// <summary>Is there since a minute: no app, no history, an address that is not confirmed.</summary>
    public const string Newcomer = "frank";

    private const string Bank = "bank";
    private const string BankCallback = "https://budget.example.com/cb";
    private const string Desk = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private static readonly Visitor Nobody = new(null, null);

    private const string Schema =
        """
        {"type":"object","required":["type","amount","creditor"],"additionalProperties":false,
         "properties":{"type":{"const":"payment"},"creditor":{"type":"string","maxLength":40},
           "amount":{"type":"object","required":["value","currency"],
             "properties":{"value":{"type":"string"},"currency":{"enum":["EUR","KRW"]}}}}}
        """;

    public static string AskToPay => Scenery.Authorize("openid profile email", Bank, BankCallback)
        + "&authorization_details=" + Uri.EscapeDataString(
            """[{"type":"payment","creditor":"Green Grocer","amount":{"value":"120","currency":"EUR"}},"""
            + """{"type":"payment","creditor":"City Water Works","amount":{"value":"38000","currency":"KRW"}}]""");

    public static Task AnswerLogoAsync(HttpContext context)
    {
        context.Response.ContentType = "image/png";
        return context.Response.Body.WriteAsync(Logo()).AsTask();
    }

    public static Task AddPictureAsync(this Scenery scenery, string clientId, string logo)
        => scenery.Portal.WriteAsync(async db =>
        {
            var client = (await db.Clients.FindAsync(clientId))!;
            client.Metadata = client.Metadata with { LogoUri = logo };
        });

    public static async Task AddBankAsync(this Scenery scenery)
    {
        await scenery.Portal.WriteAsync(db =>
        {
            db.AuthorizationDetailTypes.Add(new AuthorizationDetailType
            {
                Type = "payment",
                DisplayName = "Pay {amount.value} {amount.currency} to {creditor}",
                DisplayNameKo = "{creditor}에 {amount.value} {amount.currency} 보내기",
                Schema = Schema,
            });
            return Task.CompletedTask;
        });
        scenery.Portal.Services.GetRequiredService<ScopeCatalog>().Forget();
        await scenery.AddAppAsync(Bank, "Household Budget", BankCallback, "openid profile email");
        await scenery.Portal.WriteAsync(async db =>
        {
            var client = (await db.Clients.FindAsync(Bank))!;
            client.Metadata = client.Metadata with { AuthorizationDetailsTypes = ["payment"] };
        });
    }

    public static async Task AddCarefulAsync(this Scenery scenery)
    {
        var phone = await Phone.OfNewPersonAsync(scenery.Portal, Careful);
        var now = TimeProvider.System.GetUtcNow();
        await scenery.Portal.WriteAsync(db =>
        {
            foreach (var (i, name) in new[] { "Galaxy S26", "The laptop at the office with the long name" }.Index())
            {
                var id = new byte[] { 1, 2, 3, (byte)i };
                db.Set<IdentityUserPasskey<string>>().Add(new IdentityUserPasskey<string>
                {
                    UserId = phone.User.Id,
                    CredentialId = id,
                    Data = new IdentityPasskeyData
                    {
                        Name = name,
                        PublicKey = [0],
                        CreatedAt = now.AddDays(-40),
                        IsUserVerified = true,
                        IsBackupEligible = i == 0,
                        AttestationObject = [0],
                        ClientDataJson = [0],
                    },
                });
                db.PasskeyUses.Add(new PasskeyUse { CredentialId = id, LastUsedAt = now.AddHours(-3 - i) });
            }

            db.KnownBrowsers.Add(new KnownBrowser
            {
                Id = Guid.CreateVersion7(now),
                UserId = phone.User.Id,
                Hash = Secrets.Hash("some browser"),
                UserAgent = Desk,
                IpAddress = "203.0.113.9",
                FirstSeenAt = now.AddDays(-9),
                LastSeenAt = now.AddDays(-1),
                TrustedUntil = now.AddDays(20),
            });
            return Task.CompletedTask;
        });
        await scenery.Portal.AddGrantAsync(phone.User.Id, Scenery.Notes, "openid profile notes.read");
        await scenery.AddPersonAsync(Newcomer, "Frank Example", Roles.Developer);
    }

    public static async Task ResetAsync(IPage page, Scenery scenery)
    {
        // The code is what the letter would carry; the letter itself has its own tests.
        using var scope = scenery.Portal.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = (await users.FindByNameAsync(Newcomer))!;
        var code = await users.GeneratePasswordResetTokenAsync(user);
        await page.GotoAsync($"/reset-password?user={user.Id}&code={Uri.EscapeDataString(code)}");
    }

    public static async Task ResetBadlyAsync(IPage page, Scenery scenery)
    {
        await ResetAsync(page, scenery);
        await page.FillAsync("input[name='Input.NewPassword']", "Password2026!");
        await page.PressAsync("input[name='Input.NewPassword']", "Enter");
        await page.WaitForSelectorAsync("main [aria-invalid=true], main .error");
    }

    public static async Task ConfirmAsync(IPage page, Scenery scenery)
    {
        using var scope = scenery.Portal.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = (await users.FindByNameAsync(Newcomer))!;
        var address = "frank.example@a-long-mail-host.department.example.com";
        await scope.ServiceProvider.GetRequiredService<AddressChange>().AskAsync(user.Id, address, Nobody);
        await scenery.Portal.SendMailAsync();
        var letters = await scenery.Portal.LettersToAsync(address);
        await page.GotoAsync(Letters.LinkIn(letters[^1]));
    }

    public static async Task RenewCodesAsync(IPage page)
    {
        await page.GotoAsync("/account/security/recovery-codes");
        await page.ClickAsync("main form[method=post] button[type=submit]");
        await page.WaitForSelectorAsync("#recovery-codes");
    }

    private static byte[] Logo()
    {
        using var bitmap = new SKBitmap(160, 160);
        using var canvas = new SKCanvas(bitmap);
        using var ground = new SKPaint { Color = new SKColor(0x3b, 0x5b, 0xdb) };
        using var sheet = new SKPaint { Color = SKColors.White, IsAntialias = true };
        using var head = new SKPaint { Color = new SKColor(0xff, 0x6b, 0x6b), IsAntialias = true };
        canvas.DrawRect(0, 0, 160, 160, ground);
        canvas.DrawRoundRect(32, 36, 96, 92, 14, 14, sheet);
        canvas.DrawRoundRect(32, 36, 96, 30, 14, 14, head);
        for (var i = 0; i < 9; i++)
        {
            canvas.DrawCircle(54 + (i % 3 * 26), 82 + (i / 3 * 18), 5, ground);
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
