// OpenIddict on EF Core and SQLite, as its documentation sets it up; with "tuned", as fast as its settings make it:
// ES256, secrets as SHA-256, a symmetric key for what it encrypts, and no rows for access and ID tokens.
// Whoever comes is one person, who has allowed the client everything.
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

const string scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
var tuned = args.Contains("tuned");
var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddDbContextPool<PeerContext>(options =>
{
    options.UseSqlite("Data Source=" + Environment.GetEnvironmentVariable("AUTHPORTAL_PEER_DB"));
    options.UseOpenIddict();
});
builder.Services.AddAuthentication();
builder.Services.AddAuthorization();
builder.Services.AddOpenIddict()
    .AddCore(core =>
    {
        core.UseEntityFrameworkCore().UseDbContext<PeerContext>();
        if (tuned)
        {
            core.ReplaceApplicationManager<OpenIddictEntityFrameworkCoreApplication, FastSecrets>();
        }
    })
    .AddServer(server =>
    {
        server.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
        server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().AllowRefreshTokenFlow().AllowClientCredentialsFlow();
        server.RegisterScopes("api", Scopes.OfflineAccess);
        server.DisableAccessTokenEncryption();
        if (tuned)
        {
            server.AddSigningKey(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)));
            server.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)));
            server.AddEventHandler<OpenIddictServerEvents.GenerateTokenContext>(handler => handler
                .UseInlineHandler(context =>
                {
                    if (context.TokenType is TokenTypeIdentifiers.AccessToken or TokenTypeIdentifiers.IdentityToken)
                    {
                        context.CreateTokenEntry = context.PersistTokenPayload = false;
                    }

                    return ValueTask.CompletedTask;
                })
                .SetOrder(OpenIddictServerHandlers.Protection.CreateTokenEntry.Descriptor.Order - 1));
        }
        else
        {
            server.AddEphemeralSigningKey().AddEphemeralEncryptionKey();
        }

        server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough()
            .DisableTransportSecurityRequirement();
    });
var app = builder.Build();
await FillAsync(app.Services);
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/healthz", () => "ok");
app.MapGet("/authorize", (HttpContext context) => Grant(context, "bench"));
app.MapPost("/token", async (HttpContext context) =>
{
    var request = context.GetOpenIddictServerRequest()!;
    return request.IsClientCredentialsGrantType()
        ? Grant(context, request.ClientId!)
        : Results.SignIn((await context.AuthenticateAsync(scheme)).Principal!, null, scheme);
});
app.Run();

static IResult Grant(HttpContext context, string subject)
{
    var identity = new ClaimsIdentity("peer", Claims.Name, Claims.Role);
    identity.SetClaim(Claims.Subject, subject).SetScopes(context.GetOpenIddictServerRequest()!.GetScopes());
    identity.SetDestinations(_ => [Destinations.AccessToken]);
    return Results.SignIn(new ClaimsPrincipal(identity), null, scheme);
}

static async Task FillAsync(IServiceProvider services)
{
    using var scope = services.CreateScope();
    await scope.ServiceProvider.GetRequiredService<PeerContext>().Database.EnsureCreatedAsync();
    await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(new OpenIddictApplicationDescriptor
    {
        ClientId = "bench",
        ClientSecret = Environment.GetEnvironmentVariable("AUTHPORTAL_PEER_SECRET"),
        ConsentType = ConsentTypes.Implicit,
        RedirectUris = { new Uri("http://localhost/cb") },
        Permissions =
        {
            Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.ResponseTypes.Code,
            Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken,
            Permissions.GrantTypes.ClientCredentials, Permissions.Prefixes.Scope + "api",
        },
    });
}

public sealed class PeerContext(DbContextOptions<PeerContext> options) : DbContext(options);

/// <summary>A generated secret is no password: a fast hash guards it as well.</summary>
public sealed class FastSecrets(
    IOpenIddictApplicationCache<OpenIddictEntityFrameworkCoreApplication> cache,
    ILogger<OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictApplicationStore<OpenIddictEntityFrameworkCoreApplication> store)
    : OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>(cache, logger, options, store)
{
    protected override ValueTask<string> ObfuscateClientSecretAsync(string secret, CancellationToken cancellationToken)
        => new(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret))));

    protected override ValueTask<bool> ValidateClientSecretAsync(
        string secret,
        string comparand,
        CancellationToken cancellationToken)
        => new(CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(secret)), Convert.FromHexString(comparand)));
}
