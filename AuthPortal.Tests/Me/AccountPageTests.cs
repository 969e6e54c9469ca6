using System.Net;
using System.Text.Json;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Me;

/// <summary>A person's own details: kept, refused, shown to apps, and taken along.</summary>
public sealed class AccountPageTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task What_is_saved_is_what_the_app_gets_and_what_the_preview_shows()
    {
        var app = await AppScene.CreateAsync(portal, scopes: "openid profile email phone address");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(app.User.UserName!);
        var saved = await browser.SubmitAsync(
            await MainFormAsync(browser),
            ("name", "Alice Kim"),
            ("birthdate", "1990-12-31"),
            ("zoneinfo", "Asia/Seoul"),
            ("website", "https://alice.example.test"),
            ("phone_number", "+82 2 123 4567"),
            ("address", "1 Main Street"));
        Assert.Contains("Your details are saved.", saved.Text, StringComparison.Ordinal);

        var tokens = await app.TokensAsync("openid profile email phone address");
        var userInfo = (await app.UserInfoAsync(tokens.GetProperty("access_token").GetString()!)).Ok().Json;
        Assert.Equal("Alice Kim", userInfo.GetProperty("name").GetString());
        Assert.Equal("Asia/Seoul", userInfo.GetProperty("zoneinfo").GetString());
        Assert.Equal("1 Main Street", userInfo.GetProperty("address").GetProperty("formatted").GetString());
        Assert.False(userInfo.GetProperty("phone_number_verified").GetBoolean());
        var preview = (await browser.GoAsync("/account?app=" + app.ClientId)).Page!;
        Assert.Equal(
            userInfo.EnumerateObject().Select(c => (c.Name, Text(c.Value))).Order(),
            preview.QuerySelectorAll(".claims > div")
                .Select(row => (row.QuerySelector("dt")!.TextContent.Trim(), row.QuerySelector("dd")!.TextContent)).Order());
    }

    [Theory]
    [InlineData("website", "javascript:alert(1)")]
    [InlineData("website", "alice.example.test")]
    [InlineData("birthdate", "31.12.1990")]
    [InlineData("birthdate", "1990-13-01")]
    [InlineData("zoneinfo", "Mars/Olympus")]
    [InlineData("zoneinfo", "../../etc/passwd")]
    [InlineData("locale", "<b>")]
    [InlineData("phone_number", "0123")]
    [InlineData("phone_number", "+82;ext=1")]
    public async Task A_wrong_value_is_refused_with_the_reason_and_nothing_is_saved(string claim, string value)
    {
        var user = await portal.AddUserAsync("wrong-" + System.Security.Cryptography.RandomNumberGenerator.GetHexString(12, lowercase: true));
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(user.UserName!);
        var refused = await browser.SubmitAsync(await MainFormAsync(browser), ("name", "New name"), (claim, value));
        Assert.NotNull(refused.Page!.QuerySelector($"#{claim}-error, [aria-invalid='true']"));
        Assert.Equal(value, refused.Page.QuerySelector($"input[name='{claim}']")!.GetAttribute("value"));
        Assert.Empty((await portal.ReadAsync(db => db.Users.SingleAsync(u => u.Id == user.Id))).Profile);
    }

    [Fact]
    public async Task The_preview_shows_no_app_of_somebody_else()
    {
        var theirs = await AppScene.CreateAsync(portal);
        await portal.AddUserAsync("curious");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("curious");
        var page = await browser.GoAsync("/account?app=" + theirs.ClientId);
        Assert.Empty(page.Page!.QuerySelectorAll(".claims, select[name='app']"));
        Assert.Contains("No app sees anything of you yet.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(theirs.User.Id, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_holds_what_is_stored_about_the_person_and_no_secret()
    {
        var app = await AppScene.CreateAsync(portal);
        await app.TokensAsync();
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(app.User.UserName!);
        var answer = await browser.Http.GetAsync("/account/data.json");
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var text = await answer.Content.ReadAsStringAsync();
        using var data = JsonDocument.Parse(text);
        Assert.Equal(app.User.Id, data.RootElement.GetProperty("account").GetProperty("id").GetString());
        var connected = Assert.Single(data.RootElement.GetProperty("connected_apps").EnumerateArray());
        Assert.Equal(app.ClientId, connected.GetProperty("client_id").GetString());
        Assert.Equal(1, connected.GetProperty("sign_ins").GetArrayLength());
        Assert.Equal(1, data.RootElement.GetProperty("sessions").GetArrayLength());
        Assert.NotEqual(0, data.RootElement.GetProperty("activity").GetArrayLength());
        var stored = await portal.ReadAsync(db => db.Users.SingleAsync(u => u.Id == app.User.Id));
        var sessionId = await portal.ReadAsync(db => db.Sessions.Where(s => s.UserId == stored.Id).Select(s => s.Id).SingleAsync());
        Assert.All(
            [stored.PasswordHash!, stored.SecurityStamp!, stored.ConcurrencyStamp!, app.Secret!, sessionId],
            secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        foreach (var hash in await portal.ReadAsync(db => db.RefreshTokens.Select(t => t.Hash).ToListAsync()))
        {
            Assert.DoesNotContain(Convert.ToBase64String(hash), text, StringComparison.Ordinal);
        }
    }

    private static string Text(JsonElement value)
        => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static async Task<Visit> MainFormAsync(Browser browser)
    {
        var page = await browser.GoAsync("/account");
        Assert.Equal(HttpStatusCode.OK, page.Status);

        // The one with the details; others send a picture, a language or a look.
        foreach (var other in page.Page!.QuerySelectorAll("form").Where(f => f.QuerySelector("[name='name']") is null).ToList())
        {
            other.Remove();
        }

        return page;
    }
}
