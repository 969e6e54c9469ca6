using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AuthPortal.Activity;
using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Playground;

/// <summary>What the server's part of the playground gives, and to whom.</summary>
public sealed class PlaygroundPageTests : IAsyncLifetime
{
    private const string App = "mine";

    private readonly Portal _portal = new();
    private Fixtures.Browser _alice = null!;
    private Fixtures.Browser _mallory = null!;
    private User _owner = null!;

    private string Callback => _portal.Root + PlaygroundApp.CallbackPath;

    public async Task InitializeAsync()
    {
        _owner = await _portal.AddUserAsync("alice");
        await _portal.AddUserAsync("mallory");
        await _portal.AddClientAsync(
            App,
            new ClientMetadata { ClientName = "Mine", RedirectUris = ["https://mine.example.test/cb"], Scope = "openid" },
            "a-secret-of-mine",
            _owner.Id);
        _alice = new Fixtures.Browser(_portal);
        await _alice.HasSignedInAsync("alice");
        _mallory = new Fixtures.Browser(_portal);
        await _mallory.HasSignedInAsync("mallory");
    }

    public async Task DisposeAsync()
    {
        _alice.Dispose();
        _mallory.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task It_comes_with_an_app_of_its_own_and_offers_mine()
    {
        var page = (await _alice.GoAsync("/playground")).Page!;
        Assert.Equal(
            ["playground", App],
            page.QuerySelectorAll<IHtmlOptionElement>("#played-app option").Select(o => o.Value));
        var setup = Setup(page);
        Assert.Equal(_portal.Root, setup.GetProperty("issuer").GetString());
        Assert.Equal(Callback, setup.GetProperty("callback").GetString());
        Assert.True(setup.GetProperty("app").GetProperty("comesBack").GetBoolean());
        var row = await _portal.ReadAsync(db => db.Clients.Include(c => c.Secrets).SingleAsync(c => c.Id == PlaygroundApp.ClientId));
        Assert.Equal((ClientSource.BuiltIn, "none", (string?)null), (row.Source, row.Metadata.TokenEndpointAuthMethod, row.OwnerId));
        Assert.Empty(row.Secrets);
        await _mallory.GoAsync("/playground");
        Assert.Equal(2, await _portal.ReadAsync(db => db.Clients.CountAsync()));
    }

    [Fact]
    public async Task No_circuit_is_opened_that_could_carry_a_token()
    {
        var visit = await _alice.GoAsync("/playground");
        Assert.DoesNotContain("blazor.web", visit.Text, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self'", visit.Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?code=the-code&state=the-state&iss=x")]
    [InlineData("?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    [InlineData("?response=eyJhbGciOiJub25lIn0.e30.")]
    public async Task The_server_makes_nothing_of_what_comes_back_and_writes_it_nowhere(string answer)
    {
        var visit = await _alice.GoAsync(PlaygroundApp.CallbackPath + answer);
        Assert.Equal(HttpStatusCode.OK, visit.Status);
        Assert.DoesNotContain("the-code", visit.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(1)", visit.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJhbGci", visit.Text, StringComparison.Ordinal);
        Assert.True(visit.Response.Headers.CacheControl!.NoStore);
        Assert.Equal("same-origin", visit.Response.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task An_answer_by_form_is_refused()
    {
        using var form = new FormUrlEncodedContent([new("code", "x"), new("state", "y")]);
        Assert.Equal(HttpStatusCode.BadRequest, (await _alice.Http.PostAsync(PlaygroundApp.CallbackPath, form)).StatusCode);
    }

    [Fact]
    public async Task My_app_comes_back_here_when_I_say_so_and_no_longer_when_I_take_it_out()
    {
        var page = await _alice.GoAsync($"/playground?app={App}");
        Assert.False(Setup(page.Page!).GetProperty("app").GetProperty("comesBack").GetBoolean());
        page = await _alice.SubmitAsync(page, FormOf(page));
        Assert.True(Setup(page.Page!).GetProperty("app").GetProperty("comesBack").GetBoolean());
        Assert.Equal(["https://mine.example.test/cb", Callback], await RedirectUrisAsync());
        var change = await _portal.ReadAsync(db => db.AuditEvents.SingleAsync(e => e.Type == AuditEventType.ClientChanged));
        Assert.Contains(Callback, change.Data["redirect_uris.after"], StringComparison.Ordinal);
        await _alice.SubmitAsync(page, FormOf(page));
        Assert.Equal(["https://mine.example.test/cb"], await RedirectUrisAsync());
    }

    [Fact]
    public async Task Another_site_can_not_make_it_come_back_here()
    {
        using var form = new FormUrlEncodedContent([new("app", App), new("comes-back", "yes")]);
        var answer = await _alice.Http.PostAsync("/playground/comes-back", form);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["https://mine.example.test/cb"], await RedirectUrisAsync());
    }

    [Fact]
    public async Task Another_developer_meets_an_app_that_does_not_exist()
    {
        await FailAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await _mallory.GoAsync($"/playground?app={App}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _mallory.GoAsync($"/playground/why?app={App}&since=0")).Status);
        var page = await _alice.GoAsync($"/playground?app={App}");
        var own = await _mallory.GoAsync("/playground");
        var token = own.Page!.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value;
        using var form = new FormUrlEncodedContent(
            [new("__RequestVerificationToken", token), new("app", App), new("comes-back", "yes")]);
        Assert.Equal(HttpStatusCode.NotFound, (await _mallory.Http.PostAsync("/playground/comes-back", form)).StatusCode);
        Assert.Equal(["https://mine.example.test/cb"], await RedirectUrisAsync());
        Assert.Equal(HttpStatusCode.OK, page.Status);
    }

    [Fact]
    public async Task A_viewer_plays_the_app_and_does_not_change_it()
    {
        await _portal.WriteAsync(async db =>
        {
            var mallory = await db.Users.SingleAsync(u => u.UserName == "mallory");
            db.Set<ClientMember>().Add(new ClientMember { ClientId = App, UserId = mallory.Id, Role = ClientRole.Viewer });
        });
        var page = await _mallory.GoAsync($"/playground?app={App}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Empty(page.Page!.QuerySelectorAll("form.comes button"));
        await _mallory.SubmitAsync(page, FormOf(page));
        Assert.Equal(["https://mine.example.test/cb"], await RedirectUrisAsync());
    }

    [Fact]
    public async Task Why_it_failed_is_told_to_its_owner_from_when_it_was_asked()
    {
        await FailAsync();
        var found = await WhyAsync(_alice, App, "0");
        Assert.Contains("RFC", found.GetProperty("source").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            found.GetProperty("sent").EnumerateArray(),
            piece => piece.GetProperty("differs").GetBoolean() && piece.GetProperty("text").GetString() == "/");
        var later = _portal.Clock.GetUtcNow().AddSeconds(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        Assert.Empty((await WhyAsync(_alice, App, later)).EnumerateObject());
    }

    [Theory]
    [InlineData("?app=playground&since=0")]
    [InlineData("?app=mine&since=-1")]
    [InlineData("?app=mine&since=9999999999999999999")]
    [InlineData("?app=mine&since=999999999999999999")]
    [InlineData("?app=mine")]
    [InlineData("")]
    public async Task Why_answers_nothing_else(string query)
    {
        await _alice.GoAsync("/playground");
        Assert.Equal(HttpStatusCode.NotFound, (await _alice.GoAsync("/playground/why" + query)).Status);
    }

    [Fact]
    public async Task A_visitor_signs_in_first()
    {
        using var visitor = new Fixtures.Browser(_portal);
        Assert.Equal("/login", (await visitor.GoAsync("/playground")).Address.AbsolutePath);
        Assert.Equal("/login", (await visitor.GoAsync($"/playground/why?app={App}&since=0")).Address.AbsolutePath);
    }

    [Fact]
    public async Task Where_developers_are_named_nobody_else_plays()
    {
        await using var closed = new Portal();
        closed.Settings["Developers:Open"] = "false";
        await closed.AddUserAsync("carol");
        using var carol = new Fixtures.Browser(closed);
        await carol.HasSignedInAsync("carol");
        var page = await carol.GoAsync("/playground");
        Assert.Null(page.Page!.QuerySelector("[data-setup]"));
        Assert.Equal(0, await closed.ReadAsync(db => db.Clients.CountAsync()));
    }

    [Fact]
    public async Task An_app_that_an_administrator_disabled_stays_so_and_a_foreign_one_is_not_taken_over()
    {
        await _alice.GoAsync("/playground");
        await _portal.WriteAsync(async db => (await db.Clients.FindAsync(PlaygroundApp.ClientId))!.DisabledAt = _portal.Clock.GetUtcNow());
        _portal.Services.GetRequiredService<ClientRegistry>().Forget(PlaygroundApp.ClientId);
        var page = (await _alice.GoAsync("/playground")).Page!;
        Assert.Equal([App], page.QuerySelectorAll<IHtmlOptionElement>("#played-app option").Select(o => o.Value));

        await using var other = new Portal();
        await other.AddUserAsync("alice");
        await other.AddClientAsync(PlaygroundApp.ClientId, new ClientMetadata { RedirectUris = ["https://else.example.test/"], Scope = "openid" }, "secret");
        using var there = new Fixtures.Browser(other);
        await there.HasSignedInAsync("alice");
        Assert.Null((await there.GoAsync("/playground")).Page!.QuerySelector("[data-setup]"));
        var row = await other.ReadAsync(db => db.Clients.SingleAsync());
        Assert.Equal(["https://else.example.test/"], row.Metadata.RedirectUris);
    }

    /// <summary>One place speaks with the network, and it knows one server.</summary>
    [Fact]
    public void The_script_talks_to_its_own_server_alone()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Place("AuthPortal", "wwwroot", "js", "playground")))
        {
            var text = File.ReadAllText(file);
            var speaks = Path.GetFileName(file) == "http.js";
            foreach (var way in new[] { "fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "EventSource", "localStorage", "innerHTML", "document.cookie" })
            {
                Assert.Equal((way, speaks && way == "fetch("), (way, text.Contains(way, StringComparison.Ordinal)));
            }

            Assert.Equal(
                System.Text.RegularExpressions.Regex.Count(text, "fetch\\("),
                System.Text.RegularExpressions.Regex.Count(text, "fetch\\((own\\(|url)"));
        }
    }

    private static JsonElement Setup(IHtmlDocument page)
        => JsonDocument.Parse(page.QuerySelector("#playground")!.GetAttribute("data-setup")!).RootElement;

    private static IHtmlFormElement FormOf(Visit visit) => visit.Page!.QuerySelector<IHtmlFormElement>("form.comes")!;

    private static async Task<JsonElement> WhyAsync(Fixtures.Browser browser, string app, string since)
        => JsonDocument.Parse((await browser.GoAsync($"/playground/why?app={app}&since={since}")).Text).RootElement;

    private Task<IReadOnlyList<string>?> RedirectUrisAsync()
        => _portal.ReadAsync(async db => (await db.Clients.SingleAsync(c => c.Id == App)).Metadata.RedirectUris);

    private async Task FailAsync()
    {
        using var http = _portal.NewClient();
        await http.GetAsync($"/authorize?client_id={App}&response_type=code&redirect_uri=https%3A%2F%2Fmine.example.test%2Fcb%2F");
        await _portal.Services.GetRequiredService<ClientErrorWriter>().WriteAsync(CancellationToken.None);
    }
}
