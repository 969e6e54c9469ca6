using System.Text.Json;
using AuthPortal.Accounts;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.Playwright;
using Cookie = Microsoft.Playwright.Cookie;

namespace AuthPortal.Tests.Journeys;

/// <summary>A portal in use: people, apps of several kinds, and what was allowed to them.</summary>
public sealed class Scenery : IAsyncLifetime
{
    public const string Notes = "notes";
    public const string Callback = "https://notes.example.com/callback";
    public const string Television = "television";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    public KestrelPortal Portal { get; } = new();

    public User Alice { get; private set; } = null!;

    /// <summary>Somebody new, without an app.</summary>
    public User Bob { get; private set; } = null!;

    public static string Authorize(string scope, string clientId = Notes, string redirectUri = Callback)
        => $"/authorize?client_id={clientId}&redirect_uri={Uri.EscapeDataString(redirectUri)}&response_type=code"
            + $"&scope={Uri.EscapeDataString(scope)}&state=s&code_challenge={Challenge}&code_challenge_method=S256";

    public async Task InitializeAsync()
    {
        Alice = await AddPersonAsync("alice", "Alice Example", Roles.Admin, Roles.Developer);
        Bob = await AddPersonAsync("bob", "Bob Example", Roles.Developer);
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
        await Portal.AddGrantAsync(Alice.Id, "photos", "openid profile", places: 0, lastUsed: TimeSpan.FromDays(40));
    }

    public Task DisposeAsync() => Portal.DisposeAsync().AsTask();

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
        if (userName is not null)
        {
            using var browser = new Fixtures.Browser(Portal);
            await browser.HasSignedInAsync(userName);
            await context.AddCookiesAsync(browser.Cookies.GetCookies(new Uri(Portal.Root)).Select(Kept));
        }

        return context;
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
