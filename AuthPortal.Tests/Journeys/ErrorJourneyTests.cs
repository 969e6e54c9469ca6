using AuthPortal.Activity;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>Why does my app fail: seen as it happens, mended with one click, and safe to look at.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ErrorJourneyTests(Chromium chromium) : IAsyncLifetime
{
    private const string App = "forgetful";

    /// <summary>In milliseconds, from the refusal on.</summary>
    private const int WithinTwoSeconds = 2_000;

    private readonly Scenery _scenery = new();
    private IBrowserContext _context = null!;
    private IPage _page = null!;

    public async Task InitializeAsync()
    {
        await _scenery.InitializeAsync();
        _context = await _scenery.OpenAsync(chromium, "alice");
        _page = await _context.NewPageAsync();
    }

    public async Task DisposeAsync()
    {
        await _context.DisposeAsync();
        await _scenery.DisposeAsync();
    }

    [Fact]
    public async Task A_mismatch_of_a_real_client_shows_by_itself_and_one_click_mends_it()
    {
        await using var app = await RelyingParty.StartAsync(_scenery.Portal.Root);
        await _scenery.AddAppAsync(App, "Forgetful", app.Callback + "/", "openid profile");
        await _page.GotoAsync($"/developer/apps/{App}/errors");
        await EveryPage.SettledAsync(_page);
        await Assertions.Expect(_page.GetByText("Nothing has failed")).ToBeVisibleAsync();

        await using var window = await _scenery.OpenAsync(chromium, "alice");
        var visitor = await window.NewPageAsync();
        var refused = await visitor.GotoAsync(app.Authorize(App, "openid"));
        Assert.Equal(400, refused!.Status);
        Assert.DoesNotContain(app.Callback, await visitor.InnerTextAsync("main"), StringComparison.Ordinal);

        var card = _page.Locator("article");
        await Assertions.Expect(card).ToHaveCountAsync(1, new() { Timeout = WithinTwoSeconds });
        await Assertions.Expect(card.Locator("dd").Nth(0)).ToHaveTextAsync(app.Callback);
        await Assertions.Expect(card.Locator("dd").Nth(1).Locator("mark")).ToHaveTextAsync("/");
        await Assertions.Expect(card).ToContainTextAsync("One slash less");
        await Assertions.Expect(card).ToContainTextAsync("RFC 9700 §2.1");

        await card.GetByRole(AriaRole.Button, new() { Name = "Register this URI" }).ClickAsync();
        await _page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Register this URI" }).ClickAsync();
        await Assertions.Expect(card.GetByText("It is registered now.")).ToBeVisibleAsync();

        await visitor.GotoAsync(app.Authorize(App, "openid"));
        await visitor.ClickAsync("button[value=allow]");
        await visitor.WaitForURLAsync(url => url.StartsWith(app.Callback, StringComparison.Ordinal));
        var tokens = await app.RedeemAsync(App, "a-secret-of-" + App, RelyingParty.Answer(visitor.Url)["code"]);
        Assert.NotEmpty(tokens.GetProperty("access_token").GetString()!);
        var change = await _scenery.Portal.ReadAsync(db => db.AuditEvents
            .SingleAsync(e => e.ClientId == App && e.Type == AuditEventType.ClientChanged));
        Assert.DoesNotContain($"\"{app.Callback}\"", change.Data["redirect_uris.before"], StringComparison.Ordinal);
        Assert.Contains($"\"{app.Callback}\"", change.Data["redirect_uris.after"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_requests_run_no_script_in_the_page_of_the_developer()
    {
        string[] attacks =
        [
            "<script>window.__owned=1</script>", "\"><img src=x onerror=\"window.__owned=1\">", "javascript:window.__owned=1",
            "'-window.__owned-'", "</code></dd><svg onload=window.__owned=1>", "{{constructor.constructor('window.__owned=1')()}}",
            "<a href=\"javascript:window.__owned=1\">x</a>", "\u202Egpj.exe", "<style>body{display:none}</style>",
        ];
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, CheckCertificateRevocationList = true };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(_scenery.Portal.Root) };
        foreach (var attack in attacks)
        {
            http.DefaultRequestHeaders.Remove("User-Agent");
            http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", attack.All(char.IsAscii) ? attack : "program");
            await http.GetAsync(Scenery.Authorize(attack, redirectUri: Scenery.Callback));
            await http.GetAsync(Scenery.Authorize("openid", redirectUri: attack) + "&" + Uri.EscapeDataString(attack) + "=1");
            await http.PostAsync("/token", new FormUrlEncodedContent([new("client_id", "notes"), new("grant_type", attack)]));
        }

        await _scenery.Portal.Services.GetRequiredService<ClientErrorWriter>().WriteAsync(CancellationToken.None);
        var faults = Faults.Of(_page);
        _page.Dialog += (_, dialog) => Assert.Fail(dialog.Message);
        await _page.GotoAsync("/developer/apps/notes/errors");
        await EveryPage.SettledAsync(_page);
        var articles = _page.Locator("article");
        var more = _page.GetByRole(AriaRole.Button, new() { Name = "Show more" });
        while (await more.IsVisibleAsync())
        {
            var before = await articles.CountAsync();
            await more.ClickAsync();
            await Assertions.Expect(articles).Not.ToHaveCountAsync(before);
        }

        Assert.True(await articles.CountAsync() > attacks.Length);
        foreach (var summary in await _page.Locator("article summary").AllAsync())
        {
            await summary.ClickAsync();
        }

        Assert.Contains("<script>window.__owned=1</script>", await _page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal(0, await _page.Locator("article script, article img, article a, article style").CountAsync());
        Assert.True(await _page.EvaluateAsync<bool>("() => window.__owned === undefined"));
        Assert.Empty(faults);
    }
}
