using System.Net;
using System.Text.Json;
using AuthPortal.Data.Entities;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Authorize;

/// <summary>A portal with people and apps of the kinds that /authorize tells apart.</summary>
public class AuthorizePortal : Portal, IAsyncLifetime
{
    public const string Callback = "https://app.example.test/callback";
    public const string Web = "web";
    public const string Trusted = "trusted";
    public const string Optional = "optional";
    public const string TwoUris = "two-uris";
    public const string Native = "native";
    public const string Machine = "machine";
    public const string Disabled = "disabled";
    public const string Scopeless = "scopeless";
    public const string OneMinute = "one-minute";
    public const string NoOpenId = "no-openid";

    /// <summary>RFC 7636 appendix B.</summary>
    public const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    public static ClientMetadata Metadata { get; } = new()
    {
        ClientName = "Notes",
        RedirectUris = [Callback],
        GrantTypes = ["authorization_code", "refresh_token"],
        ResponseTypes = ["code"],
        Scope = "openid profile email",
        TokenEndpointAuthMethod = "client_secret_basic",
    };

    /// <summary>A request in which everything is right; a null value leaves a parameter out.</summary>
    public static Dictionary<string, string> Request(params (string Name, string? Value)[] changes)
    {
        var request = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = Web,
            ["redirect_uri"] = Callback,
            ["response_type"] = "code",
            ["scope"] = "openid profile",
            ["state"] = "s t/a+t&e=ü",
            ["nonce"] = "n-1",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                request.Remove(name);
            }
            else
            {
                request[name] = value;
            }
        }

        return request;
    }

    public static string Address(params (string Name, string? Value)[] changes)
        => "/authorize?" + string.Join(
            '&',
            Request(changes).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));

    public async Task InitializeAsync()
    {
        await this.AddUserAsync("alice");
        await this.AddUserAsync("bob");
        await this.AddScopeAsync("notes.read", "Read your notes");
        await this.AddClientAsync(Web, Metadata, "secret-value");
        await this.AddClientAsync(Trusted, Metadata with { SkipConsent = true }, "secret-value");
        await this.AddClientAsync(Optional, Metadata with { OptionalScopes = "openid email profile" }, "secret-value");
        await this.AddClientAsync(TwoUris, Metadata with { RedirectUris = [Callback, Callback + "2?a=b"] });
        await this.AddClientAsync(
            Native,
            Metadata with
            {
                ApplicationType = "native",
                TokenEndpointAuthMethod = "none",
                RedirectUris = ["http://127.0.0.1/cb", "com.example.app:/cb"],
            });
        await this.AddClientAsync(Machine, Metadata with { GrantTypes = ["client_credentials"], ResponseTypes = [] });
        await this.AddClientAsync(Disabled, Metadata);
        await this.AddClientAsync(Scopeless, Metadata with { Scope = null });
        await this.AddClientAsync(OneMinute, Metadata with { DefaultMaxAge = 60, SkipConsent = true });
        await this.AddClientAsync(NoOpenId, Metadata with { Scope = "notes.read", SkipConsent = true });
        var now = Clock.GetUtcNow();
        await WriteAsync(db => db.Clients.Where(c => c.Id == Disabled)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.DisabledAt, now)));
    }

    /// <summary>The request under way that a page serves.</summary>
    public static string InteractionOf(Visit visit)
        => QueryHelpers.ParseQuery(visit.Address.Query)["interaction"].Single()
            ?? throw new InvalidOperationException($"{visit.Address} serves no request.");

    /// <summary>Records an answer as the consent page does, and goes on as it does.</summary>
    public async Task<Visit> AnswerAsync(
        Browser browser,
        Visit consent,
        string userName,
        ConsentDecision decision,
        string ticked = "")
    {
        Assert.Equal("/consent", consent.Address.AbsolutePath);
        var id = InteractionOf(consent);
        Assert.True(await RecordAsync(browser, id, userName, decision, ticked));
        return await browser.GoAsync($"/authorize?interaction={id}");
    }

    public async Task<bool> RecordAsync(
        Browser browser,
        string id,
        string userName,
        ConsentDecision decision,
        string ticked = "")
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = browser.Cookies.GetCookieHeader(new Uri(Issuer));
        var userId = await UserIdAsync(userName);
        return await Services.GetRequiredService<InteractionStore>().RecordConsentAsync(
            id, context, userId, new ConsentAnswer(decision, ScopeSet.Parse(ticked), Lasts: null), CancellationToken.None);
    }

    public Task<string> UserIdAsync(string userName)
        => ReadAsync(db => db.Users.Where(u => u.UserName == userName).Select(u => u.Id).FirstAsync());

    public Task<AuthorizationCode> CodeAsync(string code)
    {
        var hash = Secrets.Hash(code);
        return ReadAsync(db => db.AuthorizationCodes.AsNoTracking().Include(c => c.Grant)
            .FirstAsync(c => c.Hash == hash));
    }

    /// <summary>Redeems a code as the client it was given to.</summary>
    public async Task<JsonElement> TokensAsync(string code, string clientId = Trusted)
    {
        using var http = NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token");
        request.Headers.Authorization = AppScene.Basic(clientId, "secret-value");
        request.Content = new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"),
            new("code", code),
            new("redirect_uri", Callback),
            new("code_verifier", AppScene.Verifier),
        ]);
        var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    public async Task<Browser> SignedInAsync(string userName = "alice")
    {
        var browser = new Browser(this);
        await browser.HasSignedInAsync(userName);
        return browser;
    }

    public Task<int> CountCodesAsync() => ReadAsync(db => db.AuthorizationCodes.CountAsync());

    public Task<int> CountInteractionsAsync() => ReadAsync(db => db.Interactions.CountAsync());
}
