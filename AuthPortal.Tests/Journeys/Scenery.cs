using System.Text.Json;
using AuthPortal.Accounts;
using AuthPortal.Activity;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Cookie = Microsoft.Playwright.Cookie;

namespace AuthPortal.Tests.Journeys;

/// <summary>A portal in use: people, apps of several kinds, and what was allowed to them.</summary>
public sealed class Scenery : IAsyncLifetime
{
    public const string Notes = "notes";
    public const string Callback = "https://notes.example.com/callback";
    public const string Television = "television";
    private const string Phone = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
    private const string Desk = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private readonly Dictionary<string, IBrowserContext> _windows = new(StringComparer.Ordinal);
    private RemoteServer _pictures = null!;

    public KestrelPortal Portal { get; private set; } = null!;

    /// <summary>Somebody whose password is not enough.</summary>
    public const string TwoStep = "erin";

    public User Alice { get; private set; } = null!;

    /// <summary>Somebody new, without an app.</summary>
    public User Bob { get; private set; } = null!;

    public static string Authorize(string scope, string clientId = Notes, string redirectUri = Callback)
        => $"/authorize?client_id={clientId}&redirect_uri={Uri.EscapeDataString(redirectUri)}&response_type=code"
            + $"&scope={Uri.EscapeDataString(scope)}&state=s&code_challenge={Challenge}&code_challenge_method=S256";

    public async Task InitializeAsync()
    {
        _pictures = await RemoteServer.StartAsync();
        _pictures.Paths["/logo.png"] = SceneryParts.AnswerLogoAsync;
        Portal = KestrelPortal.Reaching(_pictures.Policy);
        Alice = await AddPersonAsync("alice", "Alice Example", Roles.Admin, Roles.Developer);
        Bob = await AddPersonAsync("bob", "Bob Example", Roles.Developer);
        await Fixtures.Phone.OfNewPersonAsync(Portal, TwoStep);
        await Portal.AddScopeAsync("notes.read", "Read your notes");
        await Portal.AddScopeAsync("notes.write", "Write and delete your notes");
        await AddAppAsync(Notes, "Notes", Callback, "openid profile email offline_access notes.read notes.write");
        await AddAppAsync("calendar", "Calendar", "https://calendar.example.com/cb", "openid profile email");
        await AddAppAsync("photos", "Holiday Photo Printing", "http://127.0.0.1/cb", "openid profile notes.read");
        await AddAppAsync("backup", "Nightly backup", null, "notes.read");
        await AddAppAsync(
            "long",
            "The Remarkably Long Named Application of the Western Branch Office",
            "https://a-very-long-host-name-for-testing-the-wrapping.department.example.com/cb",
            "openid profile email address phone offline_access notes.read notes.write");
        await AddTelevisionAsync();
        await Portal.WriteAsync(async db => (await db.Clients.FindAsync(Notes))!.Verified = true);
        await Portal.AddGrantAsync(Alice.Id, Notes, "openid profile email notes.read", places: 2);
        await Portal.AddGrantAsync(Alice.Id, "calendar", "openid profile email", lastUsed: TimeSpan.FromDays(3));
        await AddAppAsync("ledger", "Ledger CLI", "https://ledger.example.com/cb", "openid profile email");
        await Portal.AddGrantAsync(Alice.Id, "ledger", "openid profile", lastUsed: TimeSpan.FromDays(1));
        await Portal.WriteAsync(db => db.Grants.Where(g => g.ClientId == "ledger").ExecuteUpdateAsync(
            s => s.SetProperty(g => g.ExpiresAt, TimeProvider.System.GetUtcNow().AddDays(12))));
        await AddCollectorAsync();
        await AddEventfulAsync();
        await Portal.AddGrantAsync(Alice.Id, "photos", "openid profile", places: 0, lastUsed: TimeSpan.FromDays(40));
        await AddRequestsAsync();
        await this.AddPictureAsync("calendar", _pictures.Url("/logo.png"));
        await this.AddBankAsync();
        await this.AddCarefulAsync();
        await this.AddMonthAsync(Notes);
        await FailAsync();
    }

    /// <summary>An app that waits for an administrator, and somebody who is asked to work on one.</summary>
    private async Task AddRequestsAsync()
    {
        await AddAppAsync("robot", "Report Robot", null, "notes.read");
        var now = TimeProvider.System.GetUtcNow();
        await Portal.WriteAsync(async db =>
        {
            var dora = await db.Users.SingleAsync(u => u.UserName == "dora");
            var robot = (await db.Clients.FindAsync("robot"))!;
            (robot.PendingSince, robot.OwnerId) = (now.AddHours(-2), dora.Id);
            db.ClientInvitations.Add(new ClientInvitation
            {
                Id = Guid.CreateVersion7(now),
                ClientId = Notes,
                Email = "CAROL@EXAMPLE.TEST",
                Role = ClientRole.Viewer,
                CreatedAt = now,
                ExpiresAt = now.AddDays(14),
            });
        });
    }

    /// <summary>Requests of the notes app that went wrong, each in another way.</summary>
    private async Task FailAsync()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, CheckCertificateRevocationList = true };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(Portal.Root) };
        http.DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36");
        http.DefaultRequestHeaders.Authorization = Tokens.AppScene.Basic(Notes, "a-secret-of-" + Notes);
        await http.PostAsync("/token", new FormUrlEncodedContent(
            [new("grant_type", "authorization_code"), new("code", "gone"), new("redirect_uri", Callback)]));
        await http.GetAsync(Authorize("openid notes.raed"));
        for (var i = 0; i < 14; i++)
        {
            await http.GetAsync(Authorize("openid", redirectUri: Callback + "/"));
        }

        await Portal.Services.GetRequiredService<ClientErrorWriter>().WriteAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        foreach (var window in _windows.Values)
        {
            await window.CloseAsync();
        }

        await Portal.DisposeAsync();
        await _pictures.DisposeAsync();
    }

    public async Task<User> AddPersonAsync(string userName, string displayName, params string[] roles)
    {
        var user = await Portal.AddUserAsync(userName, roles);
        await Portal.WriteAsync(async db => (await db.Users.FindAsync(user.Id))!.Profile["name"] =
            JsonSerializer.SerializeToElement(displayName));
        return user;
    }

    public async Task AddAppAsync(string clientId, string name, string? redirectUri, string scope)
        => await Portal.AddClientAsync(
            clientId,
            new ClientMetadata
            {
                ClientName = name,
                ApplicationType = redirectUri?.StartsWith("http://", StringComparison.Ordinal) == true ? "native" : "web",
                RedirectUris = redirectUri is null ? null : [redirectUri],
                GrantTypes = redirectUri is null ? ["client_credentials"] : ["authorization_code", "refresh_token"],
                ResponseTypes = redirectUri is null ? [] : ["code"],
                Scope = scope,
                OptionalScopes = ScopeSet.Parse("email notes.write").Intersect(ScopeSet.Parse(scope)).ToString(),
                TokenEndpointAuthMethod = "client_secret_basic",
            },
            "a-secret-of-" + clientId,
            Alice.Id);

    /// <summary>The code that a television shows which has just asked.</summary>
    public static async Task<string> UserCodeAsync(IPage page)
    {
        using var http = new HttpClient();
        var answer = await http.PostAsync(
            new Uri(new Uri(page.Url == "about:blank" ? await RootOfAsync(page) : page.Url), "/device_authorization"),
            new FormUrlEncodedContent([new("client_id", Television)]));
        using var body = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
        return body.RootElement.GetProperty("user_code").GetString()!;
    }

    /// <summary>
    /// A page for pictures, as whoever is named has just signed in, or as nobody. Windows of a language are one: what
    /// they have loaded once they have, and only cookies tell people apart.
    /// </summary>
    public async Task<IPage> PageAsync(Chromium chromium, string? userName, string locale)
    {
        if (!_windows.TryGetValue(locale, out var window))
        {
            var options = Pictures.Options(locale);
            options.BaseURL = Portal.Root;
            _windows[locale] = window = await chromium.Browser.NewContextAsync(options);
        }

        await window.ClearCookiesAsync();
        await SignInAsync(window, userName);
        return await window.NewPageAsync();
    }

    /// <summary>A browser window of its own; signed in when a name is given.</summary>
    public async Task<IBrowserContext> OpenAsync(
        Chromium chromium,
        string? userName = null,
        BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = Portal.Root;
        options.Locale ??= "en-US";
        var context = await chromium.Browser.NewContextAsync(options);
        await SignInAsync(context, userName);
        return context;
    }

    private async Task SignInAsync(IBrowserContext context, string? userName)
    {
        if (userName is not null)
        {
            using var browser = new Fixtures.Browser(Portal);
            await browser.HasSignedInAsync(userName, userName == SceneryParts.Careful ? ["pwd", "otp", "mfa"] : ["pwd"]);
            await context.AddCookiesAsync(browser.Cookies.GetCookies(new Uri(Portal.Root)).Select(Kept));
        }
    }

    /// <summary>Somebody with many apps, most of them long unused.</summary>
    private async Task AddCollectorAsync()
    {
        var carol = await AddPersonAsync("carol", "Carol Example");
        for (var i = 1; i <= 60; i++)
        {
            await AddAppAsync($"tool-{i}", $"Tool number {i}", "https://tools.example.com/cb", "openid profile email");
            await Portal.AddGrantAsync(carol.Id, $"tool-{i}", "openid profile", places: i % 3, lastUsed: TimeSpan.FromDays(i * 4));
        }
    }

    /// <summary>Somebody with a history, and signed in elsewhere.</summary>
    private async Task AddEventfulAsync()
    {
        var dora = await AddPersonAsync("dora", "Dora Example");
        await Portal.AddGrantAsync(dora.Id, Notes, "openid profile email");
        var now = TimeProvider.System.GetUtcNow();
        await Portal.WriteAsync(db =>
        {
            db.Sessions.AddRange(
                new Session { Id = "phone", UserId = dora.Id, CreatedAt = now.AddDays(-3), LastSeenAt = now.AddHours(-2), UserAgent = Phone, IpAddress = "203.0.113.7" },
                new Session { Id = "desk", UserId = dora.Id, CreatedAt = now.AddDays(-20), LastSeenAt = now.AddDays(-2), UserAgent = Desk, IpAddress = "2001:db8::17" });
            (string Type, int Hours, string? ClientId, string? Agent)[] happened =
            [
                (AuditEventType.SignedIn, 1, null, Desk),
                (AuditEventType.UserInfoRead, 2, Notes, null),
                (AuditEventType.SignInFailed, 5, null, Phone),
                (AuditEventType.RefreshTokenReplayed, 30, Notes, null),
                (AuditEventType.ConsentAllowed, 70, Notes, Phone),
                (AuditEventType.PasswordChanged, 100, null, Desk),
            ];
            db.AuditEvents.AddRange(happened.Select(h => new AuditEvent
            {
                At = now.AddHours(-h.Hours),
                Type = h.Type,
                UserId = dora.Id,
                ClientId = h.ClientId,
                UserAgent = h.Agent,
                IpAddress = h.Agent is null ? null : "203.0.113.7",
            }));
            return Task.CompletedTask;
        });
    }

    private static async Task<string> RootOfAsync(IPage page)
    {
        await page.GotoAsync("/device");
        return page.Url;
    }

    private Task AddTelevisionAsync() => Portal.AddClientAsync(
        Television,
        new ClientMetadata
        {
            ClientName = "Living Room TV",
            ApplicationType = "native",
            GrantTypes = [GrantTypeName.DeviceCode, GrantTypeName.RefreshToken],
            ResponseTypes = [],
            Scope = "openid profile email offline_access",
            OptionalScopes = "email",
            TokenEndpointAuthMethod = "none",
        },
        ownerId: Alice.Id);

    private Cookie Kept(System.Net.Cookie cookie)
        => new() { Name = cookie.Name, Value = cookie.Value, Url = Portal.Root };
}
