using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Consent;

/// <summary>A portal with an app that asks for required and optional scopes, and people who have allowed nothing yet.</summary>
public sealed class ConsentPortal : Portal, IAsyncLifetime
{
    public const string Notes = "notes";
    public const string Callback = "https://notes.example.test/callback";
    public const string Loopback = "http://127.0.0.1:4000/cb";
    public const string Scheme = "com.example.notes:/cb";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static readonly ClientMetadata Metadata = new()
    {
        ClientName = "Notes",
        ApplicationType = "native",
        RedirectUris = [Callback, Loopback, Scheme],
        GrantTypes = ["authorization_code", "refresh_token"],
        Scope = "openid profile email notes.read notes.write offline_access",
        OptionalScopes = "notes.read notes.write",
        TokenEndpointAuthMethod = "none",
        TosUri = "https://notes.example.test/terms",
        PolicyUri = "http://notes.example.test/policy",
    };

    private int _people;

    public async Task InitializeAsync()
    {
        await this.AddScopeAsync("notes.read", "Read your notes");
        await this.AddScopeAsync("notes.write", "Write notes");
        await this.AddClientAsync(Notes, Metadata);
    }

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    public static string Address(string scope = "openid profile notes.read notes.write", string redirectUri = Callback)
        => $"/authorize?client_id={Notes}&redirect_uri={Uri.EscapeDataString(redirectUri)}&response_type=code"
            + $"&scope={Uri.EscapeDataString(scope)}&state=s&code_challenge={Challenge}&code_challenge_method=S256";

    /// <summary>A browser where a new person is signed in.</summary>
    internal async Task<Visitor> NewPersonAsync()
    {
        var user = await this.AddUserAsync($"person{Interlocked.Increment(ref _people)}");
        var browser = new Browser(this);
        await browser.HasSignedInAsync(user.UserName!);
        return new Visitor(user, browser);
    }

    public Task<Grant?> GrantOfAsync(User user)
        => ReadAsync(db => db.Grants.AsNoTracking().FirstOrDefaultAsync(g => g.UserId == user.Id));

    /// <summary>A signed-in person's browser.</summary>
    internal sealed record Visitor(User User, Browser Browser) : IDisposable
    {
        public void Dispose() => Browser.Dispose();
    }
}
