using System.Diagnostics;
using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Outside;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Playground;

/// <summary>
/// RFC 8693: an API of mine is played in the playground: its page and its scripts as they are, over a document without a
/// browser, against a real address.
/// </summary>
public sealed class Rfc8693PlaygroundTests(PlayedApi api) : IClassFixture<PlayedApi>, IAsyncLifetime
{
    private OutsideProgram _page = null!;

    public async Task InitializeAsync() => _page = await NodeProgram.StartAsync(
        "playground",
        "page.mjs",
        ("PAGE", $"{api.Portal.Root}/playground?app={PlayedApi.Id}"),
        ("COOKIE", api.Cookie),
        ("SCRIPTS", Repository.Place("AuthPortal", "wwwroot", "js", "playground")));

    public Task DisposeAsync()
    {
        _page.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_token_is_exchanged_shown_message_by_message_and_looked_into()
    {
        Assert.Contains("Type the client secret", await ReadAsync(".need"), StringComparison.Ordinal);
        await TypeAsync("#secret", PlayedApi.Secret);
        Assert.Contains(
            "the API was called with",
            await ReadAsync(".parameters > .parameter #w-subject_token"),
            StringComparison.Ordinal);
        var subject = await api.SubjectTokenAsync();
        await TypeAsync("#p-subject_token", subject);
        await PressAsync("#send");
        Assert.Contains("POST /token · 200", await ReadAsync("#step-exchange.done small"), StringComparison.Ordinal);

        // The token, claim by claim.
        var told = await ReadAsync(Tab("access_token"));
        Assert.Contains("The signature holds.", told, StringComparison.Ordinal);
        Assert.Contains($$"""act{"sub":"{{PlayedApi.Id}}"}Who acts for the person.""", told, StringComparison.Ordinal);
        Assert.Contains($"aud{PlayedApi.Next}For whom", told, StringComparison.Ordinal);

        // What was sent, and what came, as it was.
        await PressAsync("#exchange-0-request");
        var request = await ReadAsync(Tab("request") + " pre");
        Assert.StartsWith("POST /token HTTP/1.1\nHost: localhost:", request, StringComparison.Ordinal);
        Assert.Contains("Authorization: Basic ", request, StringComparison.Ordinal);
        Assert.EndsWith(
            $"""


             grant_type={Uri.EscapeDataString(GrantTypeName.TokenExchange)}
             &subject_token={subject}
             &subject_token_type={Uri.EscapeDataString("urn:ietf:params:oauth:token-type:access_token")}
             """.ReplaceLineEndings("\n"),
            request,
            StringComparison.Ordinal);
        await PressAsync("#exchange-0-response");
        var response = await ReadAsync(Tab("response") + " pre");
        Assert.StartsWith("HTTP/1.1 200\n", response, StringComparison.Ordinal);
        Assert.Equal("Bearer", Body(response).GetProperty("token_type").GetString());
        Assert.False(Body(response).TryGetProperty("refresh_token", out _));

        // The same once more, in a terminal.
        await PressAsync("#exchange-0-curl");
        var again = JsonDocument.Parse(await RunAsync(await ReadAsync(Tab("curl") + " pre"))).RootElement;
        var token = new JsonWebToken(again.GetProperty("access_token").GetString());
        Assert.Equal((api.PersonId, PlayedApi.Next), (token.Subject, token.Audiences.Single()));

        await PressAsync("#next");
        await PressAsync("#step-introspect[aria-current=step]");
        await PressAsync("#send");
        await ReadAsync("#step-introspect.done small");
        var seen = Body(await ReadAsync("[aria-labelledby=introspect-0-response] pre"));
        Assert.True(seen.GetProperty("active").GetBoolean());
        Assert.Equal(PlayedApi.Id, seen.GetProperty("act").GetProperty("sub").GetString());
    }

    [Fact]
    public async Task A_refused_exchange_says_what_was_sent_and_what_is_registered()
    {
        await TypeAsync("#secret", PlayedApi.Secret);
        await PressAsync("#send");
        Assert.Contains("POST /token · 400", await ReadAsync("#step-exchange.bad small"), StringComparison.Ordinal);
        Assert.Contains("subject_token is missing", await ReadAsync(".note.bad"), StringComparison.Ordinal);
        var subject = await api.SubjectTokenAsync();
        await TypeAsync("#p-subject_token", subject);
        await TypeAsync("#more #p-audience", PlayedApi.Next + "/");
        await PressAsync("#send");
        var why = await ReadAsync(".note.bad .why mark");
        Assert.Equal("/", why);
        var note = await ReadAsync(".note.bad");
        Assert.StartsWith("invalid_target", note, StringComparison.Ordinal);
        Assert.Contains($"Sent: {PlayedApi.Next}/", note, StringComparison.Ordinal);
        Assert.Contains($"Expected: {PlayedApi.Next}", note, StringComparison.Ordinal);
    }

    private static string Tab(string name) => $"[aria-labelledby=exchange-0-{name}]";

    private static JsonElement Body(string message)
        => JsonDocument.Parse(message[message.IndexOf('{', StringComparison.Ordinal)..]).RootElement;

    private static async Task<string> RunAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return said;
    }

    private async Task TypeAsync(string place, string text) => await DoAsync("type", place, text);

    private async Task PressAsync(string place) => await DoAsync("press", place);

    private async Task<string> ReadAsync(string place) => (await DoAsync("read", place))!;

    private async Task<string?> DoAsync(params string[] doing)
    {
        await _page.SayAsync(JsonSerializer.Serialize(doing));
        return JsonSerializer.Deserialize<string?>(await _page.HearAsync());
    }
}

/// <summary>A portal at a real address with a developer's API, and an app that it is called by.</summary>
public sealed class PlayedApi : IAsyncLifetime
{
    public const string Id = "notes-api";
    public const string Next = "https://next.example.test";
    public const string Secret = "a secret/with?odd:characters&in=it";

    private AppScene _app = null!;

    public KestrelPortal Portal { get; } = new();

    /// <summary>Of its developer, who is also the person of the tokens.</summary>
    public string Cookie { get; private set; } = string.Empty;

    public string PersonId => _app.User.Id;

    public async Task InitializeAsync()
    {
        await Portal.AddScopeAsync("notes.read", "Read");
        await Portal.AddResourceAsync(Id, "Notes", "notes.read");
        await Portal.AddResourceAsync(Next, "Next", "notes.read");
        _app = await AppScene.CreateAsync(Portal, m => m with { Scope = "openid notes.read" }, "openid notes.read");
        await Portal.AddClientAsync(
            Id,
            new ClientMetadata
            {
                ClientName = "Notes API",
                GrantTypes = [GrantTypeName.TokenExchange],
                ResponseTypes = [],
                Scope = "notes.read",
                TokenExchangeAudiences = [Next],
            },
            Secret,
            _app.User.Id);
        using var browser = new Fixtures.Browser(Portal);
        await browser.HasSignedInAsync(_app.User.UserName!);
        Cookie = browser.Cookies.GetCookieHeader(new Uri(Portal.Root));
    }

    public Task DisposeAsync() => Portal.DisposeAsync().AsTask();

    /// <summary>What the API was called with.</summary>
    public async Task<string> SubjectTokenAsync()
        => (await _app.RedeemAsync(await _app.CodeAsync("openid notes.read"))).Ok()["access_token"]!;
}
