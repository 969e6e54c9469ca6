using System.Collections.Concurrent;
using AuthPortal.Clients;
using AuthPortal.Tests.Fixtures;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>The playground in a browser: every flow, every message, and nothing leaves the tab that should not.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class PlaygroundJourneyTests(Chromium chromium, Scenery scenery) : IClassFixture<Scenery>, IAsyncLifetime
{
    private readonly ConcurrentQueue<Sent> _sent = new();
    private IBrowserContext _context = null!;
    private IPage _page = null!;
    private IReadOnlyList<string> _faults = [];

    public async Task InitializeAsync()
    {
        _context = await scenery.OpenAsync(chromium, "bob");
        _page = await _context.NewPageAsync();
        _faults = Faults.Of(_page);
        _page.Request += (_, request) => _sent.Enqueue(new Sent(request.Method, request.Url, request.PostData, request.Headers));
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_faults);
        await _context.DisposeAsync();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task The_code_flow_is_played_to_its_end(bool par, bool dpop)
    {
        await _page.GotoAsync("/playground");
        await AgainAsync(par, dpop);
        if (par)
        {
            await SendAsync("par", 201);
            await Panel("par").GetByRole(AriaRole.Tab, new() { Name = "curl" }).ClickAsync();
            await Assertions.Expect(_page.Locator(".message pre")).ToContainTextAsync("code_challenge=");
            await StepAsync("authorize");
        }

        await AllowAsync();
        await Assertions.Expect(_page.Locator("#step-answer.done")).ToBeVisibleAsync();
        await SendAsync("token", 200);
        await Assertions.Expect(_page.Locator(".message")).ToContainTextAsync("The signature holds.");
        await Assertions.Expect(_page.Locator(".claims")).ToContainTextAsync("It is the one that was sent.");
        await _page.GetByRole(AriaRole.Tab, new() { Name = "Access token" }).ClickAsync();
        await Assertions.Expect(_page.Locator(".claims dt", new() { HasTextString = "cnf" })).ToHaveCountAsync(dpop ? 1 : 0);
        var (access, refresh) = await TokensAsync();
        await SendAsync("userinfo", 200);
        await Assertions.Expect(_page.Locator(".message pre")).ToContainTextAsync("Bob Example");
        await SendAsync("refresh", 200);
        Assert.NotEqual(refresh, (await TokensAsync()).Refresh);
        await SendAsync("revoke", 200);
        await SendAsync("refresh", 400);
        await Assertions.Expect(_page.Locator(".note.bad")).ToContainTextAsync("invalid_grant");
        NothingLeft(access, refresh);
    }

    [Fact]
    public async Task A_device_is_played_with_the_persons_page_beside_it()
    {
        await _page.GotoAsync("/playground");
        await _page.ClickAsync("#flow-device");
        await SendAsync("device", 200);
        await SendAsync("poll", 400);
        await Assertions.Expect(_page.Locator(".note.bad")).ToContainTextAsync("authorization_pending");
        var person = await _context.RunAndWaitForPageAsync(() => _page.GetByRole(AriaRole.Link, new() { Name = "Open" }).ClickAsync());
        await person.ClickAsync("main form[method=post] button[type=submit]");
        await person.ClickAsync("button[value=allow]");
        await person.WaitForSelectorAsync("main h1");
        await Assertions.Expect(_page.Locator("#send")).ToBeEnabledAsync();
        await scenery.Portal.WriteAsync(async db =>
        {
            foreach (var row in db.DeviceAuthorizations)
            {
                row.LastPolledAt = null;
            }

            await db.SaveChangesAsync();
        });
        await SendAsync("poll", 200);
        await SendAsync("userinfo", 200);
    }

    [Fact]
    public async Task An_app_with_a_secret_acts_for_itself_and_looks_inside()
    {
        await using var context = await scenery.OpenAsync(chromium, "alice");
        _page = await context.NewPageAsync();
        await _page.GotoAsync("/playground?app=backup");
        await Assertions.Expect(_page.Locator("#step-machine")).ToBeVisibleAsync();
        await SendAsync("machine", null);
        await _page.FillAsync("#secret", "not the secret");
        await SendAsync("machine", 401);
        await Assertions.Expect(_page.Locator(".note.bad .why")).ToContainTextAsync("RFC 6749");
        await _page.FillAsync("#secret", "a-secret-of-backup");
        await _page.PressAsync("#secret", "Tab");
        await SendAsync("machine", 200);
        await SendAsync("introspect", 200);
        await Assertions.Expect(_page.Locator(".message pre")).ToContainTextAsync("\"active\": true");
        await SendAsync("revoke", 200);
        await SendAsync("introspect", 200);
        await Assertions.Expect(_page.Locator(".message pre")).ToContainTextAsync("\"active\": false");
    }

    [Fact]
    public async Task A_refused_request_is_explained_when_the_person_comes_back()
    {
        await using var context = await scenery.OpenAsync(chromium, "alice");
        _page = await context.NewPageAsync();
        await _page.GotoAsync("/playground?app=calendar");
        await _page.FillAsync("#p-redirect_uri", "https://calendar.example.com/cb/");
        await _page.ClickAsync("#send");
        await _page.WaitForURLAsync("**/authorize?**");
        await _page.GoBackAsync();
        await _page.ClickAsync("#why");
        var why = _page.Locator(".why");
        await Assertions.Expect(why.Locator("mark").First).ToHaveTextAsync("/");
        await Assertions.Expect(why).ToContainTextAsync("RFC 9700");
    }

    [Theory]
    [InlineData("?code=stolen&state=guessed&iss={0}")]
    [InlineData("?code=stolen&iss={0}")]
    [InlineData("?code=stolen&state={1}")]
    [InlineData("?code=stolen&state={1}&iss=https%3A%2F%2Fevil.example")]
    [InlineData("?response=eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("#access_token=stolen&state=guessed&iss={0}")]
    public async Task An_answer_that_was_not_asked_for_is_dropped(string answer)
    {
        await _page.GotoAsync("/playground");
        await AgainAsync(par: false, dpop: false);
        await Assertions.Expect(_page.Locator("#p-state")).Not.ToHaveValueAsync(string.Empty);
        var state = await _page.InputValueAsync("#p-state");
        await _page.EvaluateAsync(
            """
            () => { const s = JSON.parse(sessionStorage.playground); s.waiting = { state: s.state, at: 0 }; sessionStorage.playground = JSON.stringify(s); }
            """);
        await _page.GotoAsync(PlaygroundApp.CallbackPath + string.Format(
            System.Globalization.CultureInfo.InvariantCulture, answer, Uri.EscapeDataString(scenery.Portal.Root), state));
        await Assertions.Expect(_page.GetByText("Nothing was done with it.")).ToBeVisibleAsync();
        Assert.DoesNotContain("stolen", await _page.EvaluateAsync<string>("() => sessionStorage.playground"), StringComparison.Ordinal);
        Assert.DoesNotContain("stolen", _page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(_sent, sent => sent.Method == "POST");
    }

    [Fact]
    public async Task The_next_person_at_this_tab_finds_nothing()
    {
        await _page.GotoAsync("/playground");
        await AgainAsync(par: false, dpop: false);
        await AllowAsync();
        await SendAsync("token", 200);
        var (access, _) = await TokensAsync();
        await _context.ClearCookiesAsync();
        using var browser = new Fixtures.Browser(scenery.Portal);
        await browser.HasSignedInAsync("alice");
        await _context.AddCookiesAsync(browser.Cookies.GetCookies(new Uri(scenery.Portal.Root))
            .Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = scenery.Portal.Root }));
        await _page.GotoAsync("/playground");
        await Assertions.Expect(_page.Locator("#step-authorize[aria-current=step]")).ToBeVisibleAsync();
        Assert.DoesNotContain(access, await _page.EvaluateAsync<string>("() => sessionStorage.playground"), StringComparison.Ordinal);
        Assert.DoesNotContain(access, await _page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_in_what_is_typed_and_told_stays_text()
    {
        const string Attack = "<img src=x onerror=\"window.__owned=1\">";
        await _page.GotoAsync("/playground");
        await AgainAsync(par: true, dpop: false);
        await _page.FillAsync("#p-scope", Attack);
        await SendAsync("par", 400);
        await _page.GetByRole(AriaRole.Tab, new() { Name = "curl" }).ClickAsync();
        await Assertions.Expect(_page.Locator(".message pre")).ToContainTextAsync(Attack);
        Assert.Equal(0, await _page.Locator("#playground img").CountAsync());
        Assert.True(await _page.EvaluateAsync<bool>("() => window.__owned === undefined"));
    }

    private async Task AgainAsync(bool par, bool dpop)
    {
        await Assertions.Expect(_page.Locator("#flow-code")).ToBeVisibleAsync();
        await _page.ClickAsync("#flow-code");
        await _page.SetCheckedAsync("#on-dpop", dpop);
        await _page.SetCheckedAsync("#on-par", par);
    }

    private async Task AllowAsync()
    {
        await _page.ClickAsync("#send");
        await _page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/consent" || url.EndsWith("?app=playground", StringComparison.Ordinal));
        if (new Uri(_page.Url).AbsolutePath == "/consent")
        {
            await _page.ClickAsync("button[value=allow]");
        }

        await _page.WaitForURLAsync("**/playground?app=playground");
    }

    private ILocator Panel(string step) => _page.Locator($".panel:has(#{step}-0-panel)");

    private Task StepAsync(string step) => _page.ClickAsync("#step-" + step);

    private async Task SendAsync(string step, int? status)
    {
        await StepAsync(step);
        await Assertions.Expect(_page.Locator($"#step-{step}[aria-current=step]")).ToBeVisibleAsync();
        if (status is null)
        {
            await Assertions.Expect(_page.Locator(".need")).ToBeVisibleAsync();
            return;
        }

        await _page.ClickAsync("#send");
        await Assertions.Expect(_page.Locator($"#step-{step} small")).ToContainTextAsync($"{status} ·");
        await Assertions.Expect(_page.Locator("#send")).ToBeEnabledAsync();
    }

    private async Task<(string Access, string Refresh)> TokensAsync()
    {
        var found = await _page.EvaluateAsync<string[]>(
            "() => { const { tokens } = JSON.parse(sessionStorage.playground); return [tokens.access, tokens.refresh]; }");
        return (found[0], found[1]);
    }

    /// <summary>Tokens go to the endpoints that they are for, and everything goes to this server without its cookies.</summary>
    private void NothingLeft(params string[] secrets)
    {
        string[] may = ["/token", "/userinfo", "/revoke", "/introspect"];
        Assert.All(_sent, sent =>
        {
            Assert.StartsWith(scenery.Portal.Root, sent.Url, StringComparison.Ordinal);
            var path = new Uri(sent.Url).AbsolutePath;
            var all = sent.Url + sent.Body + string.Join('\n', sent.Headers.Values);
            Assert.DoesNotContain(secrets, secret => sent.Url.Contains(secret, StringComparison.Ordinal));
            Assert.True(may.Contains(path) || !Array.Exists(secrets, secret => all.Contains(secret, StringComparison.Ordinal)), path);
            Assert.True(!may.Contains(path) || !sent.Headers.ContainsKey("cookie"), path);
        });
        Assert.Contains(_sent, sent => sent.Body?.Contains(secrets[1], StringComparison.Ordinal) == true);
    }

    private sealed record Sent(string Method, string Url, string? Body, Dictionary<string, string> Headers);
}
