using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

/// <summary>One person who allowed one app, and that app's requests.</summary>
public sealed record AppScene(Portal Portal, HttpClient Http, User User, string ClientId, string? Secret, Guid GrantId)
{
    public const string Redirect = "https://app.example.test/cb";
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static int _last;

    public static string NextName() => "t" + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);

    public static async Task<AppScene> CreateAsync(
        Portal portal,
        Func<ClientMetadata, ClientMetadata>? change = null,
        string scopes = "openid profile email offline_access",
        string denied = "")
    {
        var name = NextName();
        var user = await portal.AddUserAsync("user-" + name);
        var metadata = new ClientMetadata
        {
            ClientName = name,
            RedirectUris = [Redirect],
            GrantTypes = ["authorization_code", "refresh_token"],
            Scope = "openid profile email address phone offline_access",
        };
        metadata = change?.Invoke(metadata) ?? metadata;
        var secret = metadata.TokenEndpointAuthMethod == "none" ? null : Secrets.Generate();
        await portal.AddClientAsync(name, metadata, secret);
        var grantId = Guid.CreateVersion7(portal.Clock.GetUtcNow());
        await portal.WriteAsync(db =>
        {
            db.Grants.Add(new Grant
            {
                Id = grantId,
                UserId = user.Id,
                ClientId = name,
                Scopes = scopes,
                DeniedScopes = denied,
                CreatedAt = portal.Clock.GetUtcNow(),
                UpdatedAt = portal.Clock.GetUtcNow(),
            });
            return Task.CompletedTask;
        });
        return new AppScene(portal, portal.NewClient(), user, name, secret, grantId);
    }

    /// <summary>A code as /authorize would have given it, with PKCE unless told otherwise.</summary>
    public async Task<string> CodeAsync(
        string scopes = "openid profile email offline_access",
        string? verifier = Verifier,
        bool redirectWasSent = true)
    {
        string? code = null;
        await Portal.WriteAsync(async db => code = await Portal.Services.GetRequiredService<AuthorizationCodes>().AddAsync(
            db,
            new NewCode(
                GrantId, Redirect, redirectWasSent, ScopeSet.Parse(scopes), "n-0S6", Challenge(verifier),
                "session-1", Portal.Clock.GetUtcNow().AddMinutes(-5), "pwd otp", Acr: null, "Browser", "192.0.2.1")));
        return code!;
    }

    public Task<Answer> RedeemAsync(string code) => TokenAsync(
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), ("code_verifier", Verifier));

    public Task<Answer> RefreshAsync(string token, string? scope = null) => TokenAsync(
        ("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope));

    public Task<Answer> TokenAsync(params (string Name, string? Value)[] form) => PostAsync("/token", form);

    /// <summary>Tokens of a fresh code.</summary>
    public async Task<JsonElement> TokensAsync(string scopes = "openid profile email offline_access")
    {
        var answer = await RedeemAsync(await CodeAsync(scopes));
        Assert.Equal(200, answer.Status);
        return answer.Json;
    }

    /// <summary>Posts as this app: Basic with a secret, client_id in the form without.</summary>
    public async Task<Answer> PostAsync(string path, params (string Name, string? Value)[] form)
    {
        var fields = form.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Name, f.Value!)).ToList();
        if (Secret is null)
        {
            fields.Add(KeyValuePair.Create("client_id", ClientId));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Authorization = Secret is null ? null : Basic(ClientId, Secret);
        return await Answer.OfAsync(await Http.SendAsync(request));
    }

    public async Task<Answer> UserInfoAsync(string accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/userinfo");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await Answer.OfAsync(await Http.SendAsync(request));
    }

    public Task<int> FamiliesAsync()
        => Portal.ReadAsync(db => db.TokenFamilies.CountAsync(f => f.GrantId == GrantId));

    public Task<int> RefreshTokensAsync()
        => Portal.ReadAsync(db => db.RefreshTokens.CountAsync(t => t.Family!.GrantId == GrantId));

    public static AuthenticationHeaderValue Basic(string id, string secret)
        => new("Basic", Convert.ToBase64String(
            Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}")));

    private static string? Challenge(string? verifier) => verifier is null ? null : Pkce.Challenge(verifier);
}

/// <summary>An answer, read whole.</summary>
public sealed record Answer(int Status, string Body, HttpResponseHeaders Headers, string? ContentType)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? this[string member] => Json.TryGetProperty(member, out var value) ? value.ToString() : null;

    public static async Task<Answer> OfAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Headers,
        response.Content.Headers.ContentType?.MediaType);

    /// <summary>Asserts the RFC's error as JSON that nobody keeps.</summary>
    public Answer Refused(string error, int status = 400)
    {
        Assert.Equal((status, error), (Status, this["error"]));
        Assert.Equal("application/json", ContentType);
        Assert.True(Headers.CacheControl?.NoStore);
        Assert.Null(this["access_token"]);
        Assert.Matches(@"^[\x20\x21\x23-\x5B\x5D-\x7E]+$", this["error_description"]);
        return this;
    }

    public Answer Ok()
    {
        Assert.True(Status == 200, Body);
        return this;
    }
}
