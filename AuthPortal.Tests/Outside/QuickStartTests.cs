using AuthPortal.Clients;
using AuthPortal.Components.Developer;
using AuthPortal.Components.Developer.Programs;
using AuthPortal.Components.Docs;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Outside;

/// <summary>The quick start's programs for Node, Python, the browser and MCP do what they say, as pasted.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class QuickStartTests(Chromium chromium, OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    private const string Secret = "kept by 'the' \"app\" \\ ${x} </script>";

    [Theory]
    [InlineData("client_secret_basic", AppKind.WebServer)]
    [InlineData("client_secret_post", AppKind.WebServer)]
    [InlineData("none", AppKind.Native)]
    public async Task Node_signs_people_in(string method, AppKind kind)
    {
        var app = new OutsideApp();
        await NodeProgram.WriteAsync("openid-client", $"{method}.mjs", await ProgramAsync("q-node-" + method, app, method, kind, QuickStart.Node));
        using var node = await NodeProgram.StartAsync("openid-client", $"{method}.mjs");
        Assert.Equal("Open " + app.Address, await node.HearAsync());
        await SignsInAndKnowsAsync(app);
    }

    [Fact]
    public async Task Node_gets_a_token_for_a_machine()
    {
        await NodeProgram.WriteAsync("openid-client", "machine.mjs", await MachineAsync("q-node-machine", QuickStart.Node));
        using var node = await NodeProgram.StartAsync("openid-client", "machine.mjs");
        Assert.Contains("scope: 'notes.read'", await node.EndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client_secret_basic", AppKind.WebServer)]
    [InlineData("client_secret_post", AppKind.WebServer)]
    [InlineData("none", AppKind.Native)]
    public async Task Python_signs_people_in(string method, AppKind kind)
    {
        var app = new OutsideApp();
        await PythonProgram.WriteAsync("authlib", $"{method}.py", await ProgramAsync("q-python-" + method, app, method, kind, QuickStart.Python));
        using var python = await PythonProgram.StartAsync("authlib", $"{method}.py");
        Assert.Equal($"Open {app.Address}/", await python.HearAsync());
        await SignsInAndKnowsAsync(app);
    }

    [Fact]
    public async Task Python_gets_a_token_for_a_machine()
    {
        await PythonProgram.WriteAsync("authlib", "machine.py", await MachineAsync("q-python-machine", QuickStart.Python));
        using var python = await PythonProgram.StartAsync("authlib", "machine.py");
        Assert.Contains("'scope': 'notes.read'", await python.EndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_in_the_browser_signs_people_in()
    {
        await using var app = new OutsideApp();
        var page = await ProgramAsync("q-spa", app, "none", AppKind.SinglePage, QuickStart.SinglePage);
        var library = await NodeProgram.ReadAsync("openid-client", "node_modules/oauth4webapi/build/index.js");
        await app.StartAsync(
            services => services.AddAuthorization().AddAuthentication(),
            routes =>
            {
                routes.MapGet("/", () => Results.Content(page, "text/html"));
                routes.MapGet("/signin", () => Results.Content(page, "text/html"));
                routes.MapGet("/node_modules/oauth4webapi/build/index.js", () => Results.Content(library, "text/javascript"));
            });
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en-US" });
        var window = await context.NewPageAsync();
        await window.GotoAsync(app.Address);
        await window.ClickAsync("#sign-in");
        await window.FillAsync("input[name='Input.UserName']", "alice");
        await window.FillAsync("input[name='Input.Password']", Seed.Password);
        await window.PressAsync("input[name='Input.Password']", "Enter");
        await window.ClickAsync("button[value=allow]");
        await Assertions.Expect(window.Locator("#hello")).ToHaveTextAsync("Hello, alice");
    }

    [Fact]
    public async Task An_MCP_server_greets_whoever_signed_in()
    {
        await using var app = new OutsideApp();
        var place = new OutsideApp();
        var server = place.Address + "/mcp";
        await app.StartAsync(
            services => services.AddAuthorization().AddAuthentication(),
            routes => routes.MapGet("/signin", () => "in"));
        await NodeProgram.WriteAsync("mcp-sdk", "server.mjs", Program(Values(portal.Root, "any", AppKind.WebServer, "none", app.Address + "/signin", null), QuickStart.Mcp));
        using var node = await NodeProgram.StartAsync("mcp-sdk", "server.mjs", ("SERVER", server));
        Assert.Equal("MCP server at " + server, await node.HearAsync());

        using var client = await NodeProgram.StartAsync(
            "mcp-sdk", "greeted.mjs", ("SERVER", server), ("REDIRECT_URI", app.Address + "/signin"));
        using var person = new Person("alice");
        Assert.Equal("in", await person.GoAsync(await client.HearAsync()));
        await client.SayAsync(person.Way.Peek().AbsoluteUri);
        Assert.Equal("Hello, Alice", await client.HearAsync());
        await client.EndAsync();
        using var http = new HttpClient();
        var stranger = await http.PostAsync(new Uri(server), content: null);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    [Fact]
    public async Task The_page_shows_these_programs_letter_by_letter()
    {
        const string App = "q-page", Callback = "http://localhost:3000/cb";
        var alice = await portal.Portal.ReadAsync(db => db.Users.SingleAsync(u => u.UserName == "alice"));
        await portal.Portal.AddClientAsync(
            App,
            new ClientMetadata { ClientName = "Page", RedirectUris = [Callback], Scope = "openid profile email" },
            "a-secret-of-it",
            alice.Id);
        using var browser = new Fixtures.Browser(portal.Portal);
        await browser.HasSignedInAsync("alice");
        await using var context = await chromium.Browser.NewContextAsync(new() { BaseURL = portal.Root, Locale = "en-US" });
        await context.AddCookiesAsync(browser.Cookies.GetCookies(new Uri(portal.Root))
            .Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = portal.Root }));
        var page = await context.NewPageAsync();
        await page.GotoAsync($"/developer/apps/{App}/quick-start");
        var values = Values(portal.Root, App, AppKind.WebServer, "client_secret_basic", Callback, secret: null);
        foreach (var program in QuickStart.Of(values, McpServer(portal.Root)).Where(p => p.Files.Count > 0))
        {
            await page.GetByRole(AriaRole.Button, new() { Name = program.Title, Exact = true }).ClickAsync();
            await Assertions.Expect(page.Locator("#program")).ToHaveTextAsync(program.Title);
            Assert.Equal(program.Files.Select(f => f.Code), await page.Locator(".codeblock code").AllTextContentsAsync());
        }
    }

    [Theory]
    [InlineData(AppKind.WebServer, 7)]
    [InlineData(AppKind.SinglePage, 3)]
    [InlineData(AppKind.Native, 5)]
    [InlineData(AppKind.Machine, 3)]
    public void Each_kind_has_the_programs_that_suit_it(AppKind kind, int count)
    {
        var programs = QuickStart.Of(Values("https://id.example.test", "app", kind, "none", "http://127.0.0.1/cb", null), "mcp");
        Assert.Equal(count, programs.Count);
        Assert.All(programs.SelectMany(p => p.Files), file => Assert.False(string.IsNullOrWhiteSpace(file.Code)));
    }

    private static string Program(Snippets app, string id)
        => QuickStart.Of(app, McpServer(app.Issuer)).Single(p => p.Id == id).Files[0].Code;

    private static string McpServer(string issuer)
        => GuideReader.Read("mcp", Repository.Text("AuthPortal", "Docs", "mcp.md"), issuer).Parts
            .OfType<GuidePart.Program>().First().Code;

    private static Snippets Values(string issuer, string clientId, AppKind kind, string method, string redirectUri, string? secret)
        => new(issuer, clientId, kind, method, redirectUri, ScopeSet.Parse("openid profile email"), secret);

    private async Task<string> ProgramAsync(string clientId, OutsideApp app, string method, AppKind kind, string program)
    {
        var secret = method == "none" ? null : Secret;
        await portal.AddAppAsync(clientId, app, m => m with { TokenEndpointAuthMethod = method }, secret);
        return Program(Values(portal.Root, clientId, kind, method, app.Address + "/signin", secret), program);
    }

    private async Task<string> MachineAsync(string clientId, string program)
    {
        await portal.Portal.AddClientAsync(
            clientId,
            new ClientMetadata { GrantTypes = ["client_credentials"], ResponseTypes = [], Scope = "notes.read" },
            Secret);
        return Program(
            new Snippets(portal.Root, clientId, AppKind.Machine, "client_secret_basic", string.Empty, ScopeSet.Parse("notes.read"), Secret),
            program);
    }

    private static async Task SignsInAndKnowsAsync(OutsideApp app)
    {
        using var person = new Person("alice");
        Assert.Equal("Hello, alice", await person.GoAsync(app.Address + "/"));
        Assert.Equal("Hello, alice", await person.GoAsync(app.Address + "/"));
    }
}
