using System.Collections.Concurrent;
using System.Net;
using AuthPortal.Clients;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>Credentials change under a running app: no request of it fails.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class CredentialJourneyTests(Chromium chromium) : IAsyncLifetime
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

    [Fact]
    public async Task A_secret_is_rotated_with_overlap_while_the_app_keeps_getting_tokens()
    {
        var secret = "a-secret-of-backup";
        using var stop = new CancellationTokenSource();
        var (answers, used) = (new ConcurrentQueue<HttpStatusCode>(), new ConcurrentDictionary<string, bool>());
        using var withSecond = new SemaphoreSlim(0);
        var running = Task.Run(async () =>
        {
            using var http = new HttpClient();
            while (!stop.IsCancellationRequested)
            {
                var now = Volatile.Read(ref secret);
                answers.Enqueue(await TokenAsync(http, now));
                used[now] = true;
                if (now != "a-secret-of-backup")
                {
                    withSecond.Release();
                }
            }
        });

        await _page.GotoAsync("/developer/apps/backup/credentials");
        var add = _page.GetByRole(AriaRole.Button, new() { Name = "Add a secret" });
        await Assertions.Expect(add).ToBeEnabledAsync();
        await _page.FillAsync("#secret_name", "Second");
        await add.ClickAsync();
        var second = await _page.Locator("[role=status] code").First.InnerTextAsync();
        Volatile.Write(ref secret, second);

        // The new secret is rolled out: what was under way with the old one ends first.
        Assert.True(await withSecond.WaitAsync(TimeSpan.FromSeconds(60)));

        var old = _page.Locator("ul.list li").Filter(new() { HasText = "ckup" }).Locator("button");
        await old.ClickAsync();
        await _page.GetByRole(AriaRole.Dialog).Locator("button.danger").ClickAsync();
        await Assertions.Expect(_page.Locator("ul.list").First.Locator("li")).ToHaveCountAsync(1);
        await stop.CancelAsync();
        await running;
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal(2, used.Count);
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(client, "a-secret-of-backup"));

        await _scenery.Portal.Services.GetRequiredService<SecretUses>().WriteAsync();
        Assert.NotNull(await _scenery.Portal.ReadAsync(db => db.ClientSecrets
            .Where(s => s.ClientId == "backup").Select(s => s.LastUsedAt).SingleAsync()));
    }

    [Fact]
    public async Task Keys_are_checked_line_by_line_and_an_assertion_is_tried()
    {
        using var key = new ClientSigner();
        await _page.GotoAsync("/developer/apps/backup/credentials");
        await Assertions.Expect(_page.GetByRole(AriaRole.Button, new() { Name = "Add a secret" })).ToBeEnabledAsync();
        var says = _page.Locator("#jwks-says");
        await _page.FillAsync("#jwks", "{\n \"keys\": [\n oops");
        await Assertions.Expect(says).ToContainTextAsync("Line 3");
        await _page.FillAsync("#jwks", $"{{\"keys\":[\n{key.PrivateJwk}]}}");
        await Assertions.Expect(says).ToContainTextAsync("This is the private key!");
        await Assertions.Expect(_page.GetByRole(AriaRole.Button, new() { Name = "Save keys" })).ToBeDisabledAsync();
        await _page.FillAsync("#jwks", $"{{\"keys\":[\n{key.Jwk.ToJsonString()}]}}");
        await Assertions.Expect(says).ToContainTextAsync(key.KeyId);
        await _page.GetByText("Prove the app with these keys").ClickAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Save keys" }).ClickAsync();
        await _page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save keys" }).ClickAsync();

        await _page.FillAsync("#assertion", key.Sign(new() { ["iss"] = "backup", ["sub"] = "somebody else" }));
        await _page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
        var checks = _page.Locator(".checks li");
        await Assertions.Expect(checks.Filter(new() { HasText = "sub is the client ID" })).ToContainTextAsync("Broken");
        await Assertions.Expect(checks.Filter(new() { HasText = "The signature is that of the app" })).ToContainTextAsync("Holds");
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(http, "a-secret-of-backup"));
    }

    private async Task<HttpStatusCode> TokenAsync(HttpClient http, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _scenery.Portal.Root + "/token");
        request.Headers.Authorization = AppScene.Basic("backup", secret);
        request.Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        return (await http.SendAsync(request)).StatusCode;
    }
}
