using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>A developer runs an app in a browser: kinds, settings that count at once, secrets that overlap, deletion.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class DeveloperJourneyTests(Chromium chromium) : IAsyncLifetime
{
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

    [Theory]
    [InlineData("WebServer", "https://new.example.com/cb", 2)]
    [InlineData("SinglePage", "https://new.example.com/cb", 1)]
    [InlineData("Native", "com.example.app:/cb", 1)]
    [InlineData("Machine", null, 2)]
    public async Task Each_kind_registers(string kind, string? redirectUri, int values)
    {
        await _page.GotoAsync("/developer/apps/new");
        await Assertions.Expect(_page.Locator("form.form button[type=submit]")).ToBeEnabledAsync();
        await _page.Locator($"input[name=kind][value={kind}]").CheckAsync(new() { Force = true });
        await _page.FillAsync("#client_name", "New " + kind);
        if (redirectUri is null)
        {
            await Assertions.Expect(_page.Locator("#redirect-0")).ToHaveCountAsync(0);
            await _page.GetByText("notes.read", new() { Exact = true }).First.ClickAsync();
        }
        else
        {
            await _page.FillAsync("#redirect-0", redirectUri);
        }

        await _page.Locator("form.form button[type=submit]").ClickAsync();
        await Assertions.Expect(_page.Locator(".id code")).ToHaveCountAsync(values);
        await _page.GotoAsync("/developer");
        await Assertions.Expect(_page.GetByText("New " + kind)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_changed_redirect_uri_counts_at_the_next_request()
    {
        const string Moved = "https://moved.example.com/cb";
        await _page.GotoAsync("/developer/apps/calendar/settings");
        var save = _page.GetByRole(AriaRole.Button, new() { Name = "Save changes" });
        await Assertions.Expect(save).ToBeEnabledAsync();
        await _page.Locator("fieldset.uris input").First.FillAsync(Moved);
        await save.ClickAsync();
        await Assertions.Expect(_page.Locator(".mud-snackbar")).ToBeVisibleAsync();
        using var browser = new Fixtures.Browser(_scenery.Portal);
        var asked = await browser.GoAsync(Scenery.Authorize("openid", "calendar", Moved));
        Assert.Equal("/login", asked.Address.AbsolutePath);
        var old = await browser.GoAsync(Scenery.Authorize("openid", "calendar", "https://calendar.example.com/cb"));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, old.Status);
    }

    [Fact]
    public async Task A_new_secret_works_beside_the_old_one_until_that_is_revoked()
    {
        await _page.GotoAsync("/developer/apps/backup/credentials");
        var add = _page.GetByRole(AriaRole.Button, new() { Name = "Add a secret" });
        await Assertions.Expect(add).ToBeEnabledAsync();
        await _page.FillAsync("#secret_name", "Second");
        await add.ClickAsync();
        var secret = await _page.Locator("[role=status] code").InnerTextAsync();
        Assert.Equal(200, await TokenAsync(secret));
        Assert.Equal(200, await TokenAsync("a-secret-of-backup"));

        await _page.ReloadAsync();
        await Assertions.Expect(_page.Locator("ul.list li")).ToHaveCountAsync(2);
        Assert.DoesNotContain(secret, await _page.ContentAsync(), StringComparison.Ordinal);
        var old = _page.Locator("ul.list li").Filter(new() { HasText = "ckup" }).Locator("button");
        await Assertions.Expect(old).ToBeEnabledAsync();
        await old.ClickAsync();
        await _page.GetByRole(AriaRole.Dialog).Locator("button.danger").ClickAsync();
        await Assertions.Expect(_page.Locator("ul.list li")).ToHaveCountAsync(1);
        Assert.Equal(401, await TokenAsync("a-secret-of-backup"));
        Assert.Equal(200, await TokenAsync(secret));
    }

    [Fact]
    public async Task Deleting_says_in_numbers_what_goes_and_then_it_is_gone()
    {
        await _page.GotoAsync("/developer/apps/notes/danger");
        var delete = _page.Locator("section.danger button");
        await Assertions.Expect(delete).ToBeEnabledAsync();
        await delete.ClickAsync();
        var dialog = _page.GetByRole(AriaRole.Dialog);
        var (people, places) = await _scenery.Portal.ReadAsync(async db => (
            await db.Grants.CountAsync(g => g.ClientId == Scenery.Notes),
            await db.TokenFamilies.CountAsync(f => f.Grant!.ClientId == Scenery.Notes)));
        await Assertions.Expect(dialog).ToContainTextAsync($"{people} people");
        await Assertions.Expect(dialog).ToContainTextAsync($"{places} live sign-ins");
        await dialog.Locator("button.danger").ClickAsync();
        await _page.WaitForURLAsync(url => url.EndsWith("/developer", StringComparison.Ordinal));
        await Assertions.Expect(_page.GetByRole(AriaRole.Link, new() { Name = "Calendar" })).ToBeVisibleAsync();
        await Assertions.Expect(_page.Locator("code", new() { HasTextString = "notes" })).ToHaveCountAsync(0);
        await _page.GotoAsync("/apps");
        await Assertions.Expect(_page.GetByRole(AriaRole.Link, new() { Name = "Notes" })).ToHaveCountAsync(0);
    }

    private async Task<int> TokenAsync(string secret)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, _scenery.Portal.Root + "/token");
        request.Headers.Authorization = AppScene.Basic("backup", secret);
        request.Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        return (int)(await http.SendAsync(request)).StatusCode;
    }
}
