using AuthPortal.Tests.Fixtures;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>
/// The whole way, in a browser: sign up, register an app, run its flow, see it among the connected apps, revoke it,
/// and watch its refresh fail. In each language.
/// </summary>
[Collection(ChromiumCollection.Name)]
public sealed class MainJourneyTests(Chromium chromium) : IAsyncLifetime
{
    private readonly KestrelPortal _portal = new();
    private RelyingParty _app = null!;

    public async Task InitializeAsync() => _app = await RelyingParty.StartAsync(_portal.Root);

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _portal.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task From_sign_up_to_a_refused_refresh(Words words)
    {
        await using var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = _portal.Root,
            Locale = words.Locale,
        });
        var page = await context.NewPageAsync();
        var faults = Faults.Of(page);

        await SignUpAsync(page, words);
        var (clientId, secret) = await RegisterAsync(page, words);
        var refreshToken = await ConsentAsync(page, words, clientId, secret);
        var refreshed = await _app.RefreshAsync(clientId, secret, refreshToken);
        refreshToken = refreshed.GetProperty("refresh_token").GetString()!;
        await RevokeAsync(page, words);

        var refused = await _app.RefreshAsync(clientId, secret, refreshToken);
        Assert.Equal("invalid_grant", refused.GetProperty("error").GetString());
        Assert.False(refused.TryGetProperty("access_token", out _));
        Assert.Empty(faults);
    }

    public static TheoryData<Words> Languages =>
    [
        new Words("en-US", "en", "Create an account", "Register your first app", "Pocket Notes wants to use your account",
            "Allow", "Connected apps", "Revoke access", "Revoke Pocket Notes?", "1 sign-in of Pocket Notes ends"),
        new Words("ko-KR", "ko", "계정 만들기", "첫 앱 등록하기", "Pocket Notes에서 내 계정을 사용하려고 합니다", "허용", "연결된 앱",
            "권한 취소", "Pocket Notes의 권한을 취소할까요?", "Pocket Notes의 로그인 1건이 종료됩니다"),
    ];

    private static async Task SignUpAsync(IPage page, Words words)
    {
        await page.GotoAsync("/");
        Assert.Equal(words.Lang, await page.GetAttributeAsync("html", "lang"));
        await page.GetByRole(AriaRole.Link, new() { Name = words.CreateAccount }).First.ClickAsync();
        await page.FillAsync("input[name='Input.UserName']", "carol");
        await page.FillAsync("input[name='Input.Email']", "carol@example.com");
        await page.FillAsync("input[name='Input.Password']", Seed.Password);
        await page.Locator("main form button[type=submit]").ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("carol");
    }

    private async Task<(string ClientId, string Secret)> RegisterAsync(IPage page, Words words)
    {
        await page.GotoAsync("/developer");
        await EveryPage.SettledAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = words.RegisterFirst }).First.ClickAsync();
        var send = page.Locator("form.form button[type=submit]");
        await Assertions.Expect(send).ToBeEnabledAsync();
        await page.FillAsync("#client_name", "Pocket Notes");

        // Checked as typed, by the rules that registration over HTTP uses; what was typed stays.
        await page.FillAsync("#redirect-0", "http://notes.example.com/callback");
        await page.PressAsync("#redirect-0", "Tab");
        await Assertions.Expect(page.Locator("#redirect-0-error")).ToContainTextAsync("RFC");
        await send.ClickAsync();
        await Assertions.Expect(page.Locator("#redirect-0")).ToHaveValueAsync("http://notes.example.com/callback");

        await page.FillAsync("#redirect-0", _app.Callback);
        await Assertions.Expect(page.Locator("#redirect-0-error")).ToHaveCountAsync(0);
        await send.ClickAsync();
        var values = page.Locator(".id code");
        await Assertions.Expect(values).ToHaveCountAsync(2);
        var (clientId, secret) = (await values.Nth(0).InnerTextAsync(), await values.Nth(1).InnerTextAsync());

        // Once: the app's own page knows only how the secret ends.
        await page.GotoAsync($"/developer/apps/{clientId}/credentials");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Pocket Notes");
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Contains(secret[^4..], await page.ContentAsync(), StringComparison.Ordinal);
        return (clientId, secret);
    }

    private async Task<string> ConsentAsync(IPage page, Words words, string clientId, string secret)
    {
        await page.GotoAsync(_app.Authorize(clientId, "openid profile"));
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(words.Asks);
        await page.GetByRole(AriaRole.Button, new() { Name = words.Allow, Exact = true }).ClickAsync();
        await page.WaitForURLAsync(url => url.StartsWith(_app.Callback, StringComparison.Ordinal));
        var answer = RelyingParty.Answer(page.Url);
        Assert.Equal("the-state", answer["state"]);
        Assert.Equal(_portal.Root, answer["iss"]);
        var tokens = await _app.RedeemAsync(clientId, secret, answer["code"]);
        return tokens.GetProperty("refresh_token").GetString()!;
    }

    private async Task RevokeAsync(IPage page, Words words)
    {
        await page.GotoAsync(_portal.Root + "/apps");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(words.ConnectedApps);
        await page.GetByRole(AriaRole.Link, new() { Name = "Pocket Notes" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = words.Revoke, Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync(words.AskRevoke);
        await Assertions.Expect(dialog).ToContainTextAsync(words.Impact);
        await dialog.GetByRole(AriaRole.Button, new() { Name = words.Revoke }).ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/apps");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Pocket Notes" })).ToHaveCountAsync(0);
    }

    /// <summary>What a person reads on the way.</summary>
    public sealed record Words(
        string Locale,
        string Lang,
        string CreateAccount,
        string RegisterFirst,
        string Asks,
        string Allow,
        string ConnectedApps,
        string Revoke,
        string AskRevoke,
        string Impact)
    {
        public override string ToString() => Lang;
    }
}
