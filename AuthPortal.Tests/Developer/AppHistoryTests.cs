using System.Net;
using AngleSharp.Dom;
using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Endpoints.EndSession;
using AuthPortal.Protocol;
using AuthPortal.Tests.Activity;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Developer;

/// <summary>What an app's pages tell its developers of the past: changes, how many people, notices that failed.</summary>
public sealed class AppHistoryTests : IAsyncLifetime
{
    private const string App = "watched";

    private RemoteServer _server = null!;
    private RemotePortal _portal = null!;
    private User _alice = null!;

    public async Task InitializeAsync()
    {
        _server = await RemoteServer.StartAsync();
        _portal = new RemotePortal(_server.Policy);
        _alice = await _portal.AddUserAsync("alice");
        await _portal.AddUserAsync("mallory");
        await _portal.AddClientAsync(
            App,
            new ClientMetadata
            {
                ClientName = "Watched",
                RedirectUris = ["https://watched.example.test/cb"],
                Scope = "openid",
                BackchannelLogoutUri = _server.Url("/logged-out"),
            },
            "a-secret-of-watched",
            _alice.Id);
    }

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_change_stands_in_the_list_with_who_made_it_and_each_value_before_and_after()
    {
        const string Name = "<b>Watched</b>";
        await ChangeAsync(m => m with { ClientName = Name });
        _portal.Clock.Advance(TimeSpan.FromHours(1));
        await ChangeAsync(m => m with { RedirectUris = ["https://moved.example.test/cb"] });
        var page = await SeenAsync("alice", "settings");
        var list = page.Page!.QuerySelector("section[aria-labelledby=changes]")!.QuerySelectorAll("li").ToList();
        Assert.Equal(2, list.Count);
        Assert.Contains("alice", list[0].QuerySelector("small")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["redirect_uris"], Texts(list[0], "dt"));
        Assert.Contains("https://watched.example.test/cb", Assert.Single(Texts(list[0], "del")), StringComparison.Ordinal);
        Assert.Contains("https://moved.example.test/cb", Assert.Single(Texts(list[0], "ins")), StringComparison.Ordinal);
        Assert.Equal(["client_name"], Texts(list[1], "dt"));
        Assert.Equal(["Watched"], Texts(list[1], "del"));
        Assert.Equal([Name], Texts(list[1], "ins"));
        Assert.Equal(HttpStatusCode.NotFound, (await SeenAsync("mallory", "settings")).Status);
    }

    [Fact]
    public async Task A_change_that_is_refused_leaves_no_trace()
    {
        await ChangeAsync(m => m with { RedirectUris = ["http://watched.example.test/cb"] });
        Assert.Null((await SeenAsync("alice", "settings")).Page!.QuerySelector("section[aria-labelledby=changes]"));
    }

    [Fact]
    public async Task People_are_numbers_by_when_they_last_came_and_never_names()
    {
        int[] daysAgo = [0, 0, 5, 20, 100];
        foreach (var (index, days) in daysAgo.Index())
        {
            var person = await _portal.AddUserAsync($"visitor{index}");
            await _portal.AddGrantAsync(person.Id, App, "openid");
            var today = new DateTimeOffset(_portal.Clock.GetUtcNow().Date, TimeSpan.Zero);
            await _portal.WriteAsync(db =>
            {
                db.Add(new ActivePerson { ClientId = App, UserId = person.Id, Day = today.AddDays(-days), Hours = 1 });
                return Task.CompletedTask;
            });
        }

        var page = await SeenAsync("alice", "people");
        var numbers = page.Page!.QuerySelectorAll("dl.numbers > div").Select(d => d.QuerySelector("dd")!.TextContent.Trim());
        Assert.Equal(["5", "2", "3", "4"], numbers);
        Assert.DoesNotContain("visitor", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(302)]
    [InlineData(404)]
    public async Task A_logout_notice_that_failed_shows_among_the_errors_and_holds_no_token(int status)
    {
        string? sent = null;
        _server.Paths["/logged-out"] = async context =>
        {
            sent = (await context.Request.ReadFormAsync())["logout_token"];
            context.Response.StatusCode = status;
        };
        var now = _portal.Clock.GetUtcNow();
        await _portal.WriteAsync(db =>
        {
            db.LogoutNotices.Add(new LogoutNotice { Id = Guid.CreateVersion7(now), ClientId = App, Subject = "somebody", CreatedAt = now, NextAttemptAt = now });
            return Task.CompletedTask;
        });
        await _portal.Services.GetRequiredService<LogoutSender>().SendAsync(CancellationToken.None);
        var error = await _portal.ErrorAsync(App);
        Assert.Equal(nameof(ErrorReason.LogoutNoticeFailed), error.Reason);
        Assert.Equal(("POST", _server.Url("/logged-out")), (error.Method, error.Endpoint));
        var page = await SeenAsync("alice", "errors");
        Assert.Contains(_server.Url("/logged-out"), page.Page!.QuerySelector("article")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(sent);
        Assert.DoesNotContain(sent, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody", page.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Texts(IElement element, string selector)
        => element.QuerySelectorAll(selector).Select(e => e.TextContent);

    private async Task ChangeAsync(Func<ClientMetadata, ClientMetadata> change)
    {
        var actor = new AppActor(_alice.Id, IsAdministrator: false);
        var details = await _portal.Services.GetRequiredService<OwnedApps>().FindAsync(App, actor, CancellationToken.None);
        await _portal.Services.GetRequiredService<ClientEditor>().ChangeAsync(
            actor, App, change(details!.App.Metadata), details.Version, CancellationToken.None);
    }

    private async Task<Visit> SeenAsync(string userName, string section)
    {
        using var browser = new Fixtures.Browser(_portal);
        await browser.HasSignedInAsync(userName);
        return await browser.GoAsync($"/developer/apps/{App}/{section}");
    }
}
