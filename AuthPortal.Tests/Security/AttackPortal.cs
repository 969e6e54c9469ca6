using System.Net;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Security;

/// <summary>
/// The stage of RFC 9700 §3: honest apps, a person who allowed them, and an attacker with an account and an app of their
/// own, who registered it without asking anybody.
/// </summary>
public sealed class AttackPortal : Portal, IAsyncLifetime
{
    public const string Callback = "https://honest.example.test/cb";
    public const string EvilCallback = "https://evil.example.test/cb";
    public const string Secret = "secret-value";

    /// <summary>A web server's app: a secret and PKCE.</summary>
    public const string Honest = "honest";

    /// <summary>An app in the browser: PKCE alone.</summary>
    public const string Spa = "spa";

    /// <summary>Of before PKCE: it may do without, and uses the nonce.</summary>
    public const string Old = "old";

    /// <summary>The attacker's.</summary>
    public const string Evil = "evil";

    public const string Api = "https://api.honest.example.test";

    /// <summary>An API that the attacker runs, and lured an honest app to.</summary>
    public const string EvilApi = "https://api.evil.example.test";

    public const string Victim = "alice";
    public const string Attacker = "mallory";
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    public static readonly string AttackersVerifier = new('m', 64);

    private static readonly ClientMetadata Metadata = new()
    {
        ClientName = "Honest",
        RedirectUris = [Callback],
        GrantTypes = ["authorization_code", "refresh_token"],
        ResponseTypes = ["code"],
        Scope = "openid profile email offline_access notes.read",
        SkipConsent = true,
    };

    public async Task InitializeAsync()
    {
        await this.AddUserAsync(Victim);
        await this.AddUserAsync(Attacker);
        await this.AddScopeAsync("notes.read", "Read your notes");
        await this.AddResourceAsync(Api, "Notes", "notes.read");
        await this.AddClientAsync(Honest, Metadata, Secret);
        await this.AddClientAsync(Spa, Metadata with { TokenEndpointAuthMethod = "none" });
        await this.AddClientAsync(Old, Metadata with { RequirePkce = false }, Secret);
        await this.AddClientAsync(
            Evil, Metadata with { ClientName = "Honest", RedirectUris = [EvilCallback], SkipConsent = null }, Secret);
        await WriteAsync(db => db.Clients.Where(c => c.Id == Evil)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Source, ClientSource.Registration)));
    }

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    public async Task<Browser> BrowserOfAsync(string userName = Victim)
    {
        var browser = new Browser(this);
        await browser.HasSignedInAsync(userName);
        return browser;
    }

    /// <summary>An authorization request; a null value leaves a parameter out.</summary>
    public static string Address(string client = Honest, params (string Name, string? Value)[] changes)
    {
        var request = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = client,
            ["redirect_uri"] = client == Evil ? EvilCallback : Callback,
            ["response_type"] = "code",
            ["scope"] = "openid profile",
            ["state"] = "of-the-victims-browser",
            ["nonce"] = "of-the-victims-request",
            ["code_challenge"] = Pkce.Challenge(Verifier),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            request[name] = value;
        }

        return "/authorize?" + string.Join(
            '&', request.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}"));
    }

    /// <summary>The code that a browser is sent off with; asserts that it goes to the client's own address.</summary>
    public async Task<string> CodeAsync(string userName = Victim, string client = Honest, params (string Name, string? Value)[] changes)
    {
        using var browser = await BrowserOfAsync(userName);
        var visit = await browser.GoAsync(Address(client, changes));
        Assert.StartsWith(Callback + "?code=", visit.LeftFor, StringComparison.Ordinal);
        return visit.Answer["code"];
    }

    public Task<Answer> RedeemAsync(string code, string client = Honest, string? verifier = Verifier, string redirectUri = Callback)
        => TokenAsync(
            client, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri),
            ("code_verifier", verifier));

    public Task<Answer> RefreshAsync(string token, string client = Honest)
        => TokenAsync(client, ("grant_type", "refresh_token"), ("refresh_token", token));

    public Task<Answer> TokenAsync(string client, params (string Name, string? Value)[] form)
        => PostAsync("/token", client, form);

    /// <summary>As the client that whoever sends it can prove to be: public ones by their name alone.</summary>
    public async Task<Answer> PostAsync(string path, string client, params (string Name, string? Value)[] form)
    {
        var fields = form.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Name, f.Value!)).ToList();
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (client == Spa)
        {
            fields.Add(KeyValuePair.Create("client_id", client));
        }
        else
        {
            request.Headers.Authorization = AppScene.Basic(client, Secret);
        }

        request.Content = new FormUrlEncodedContent(fields);
        using var http = NewClient();
        return await Answer.OfAsync(await http.SendAsync(request));
    }

    public async Task<Answer> UserInfoAsync(string token, string scheme = "Bearer")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/userinfo");
        request.Headers.Authorization = new(scheme, token);
        using var http = NewClient();
        return await Answer.OfAsync(await http.SendAsync(request));
    }

    /// <summary>Runs an attack and asserts that it issued, spent and ended nothing.</summary>
    public async Task ChangesNothingAsync(Func<Task> attack)
    {
        var before = await Rows.CountAsync(this);
        await attack();
        Assert.Equal(before, await Rows.CountAsync(this));
    }

    /// <summary>The person is told, and the browser stays.</summary>
    public static void IsShown(Visit visit)
    {
        Assert.Null(visit.LeftFor);
        Assert.Equal(HttpStatusCode.BadRequest, visit.Status);
        Assert.NotNull(visit.Page);
    }
}
