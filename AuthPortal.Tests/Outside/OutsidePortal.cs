using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Outside;

/// <summary>A started portal with a person, an API, and apps that other people's libraries play.</summary>
public sealed class OutsidePortal : IAsyncLifetime
{
    public const string Secret = "a secret/with?odd:characters&in=it";
    public const string Api = "https://api.example.test";

    /// <summary>What the API is known by where it asks about tokens, or exchanges them for ones for the next API.</summary>
    public const string ApiClient = "notes-api";

    public const string NextApi = "https://other.example.test";
    public const string Machine = "machine";

    /// <summary>As the machine, with tokens that outlive a test.</summary>
    public const string LongMachine = "long-machine";

    public KestrelPortal Portal { get; } = new();

    public string Root => Portal.Root;

    public async Task InitializeAsync()
    {
        await Portal.AddUserAsync("alice");
        await Portal.AddScopeAsync("notes.read", "Read your notes");
        await Portal.AddScopeAsync("other.read", "Read something else");
        await Portal.AddResourceAsync(Api, "Notes API", "notes.read");
        await Portal.AddResourceAsync(NextApi, "Another API", "other.read");
        await Portal.AddClientAsync(
            ApiClient,
            new ClientMetadata
            {
                GrantTypes = [GrantTypeName.TokenExchange],
                ResponseTypes = [],
                Scope = "other.read",
                TokenEndpointAuthMethod = "client_secret_post",
                TokenExchangeAudiences = [NextApi],
            },
            Secret);
        await Portal.AddClientAsync(
            Machine,
            new ClientMetadata
            {
                GrantTypes = ["client_credentials"],
                ResponseTypes = [],
                Scope = "notes.read other.read",
                AccessTokenLifetime = 2,
            },
            Secret);

        await Portal.AddClientAsync(
            LongMachine,
            new ClientMetadata { GrantTypes = ["client_credentials"], ResponseTypes = [], Scope = "notes.read" },
            Secret);

        // An API that the operator set up may ask about every access token.
        await Portal.WriteAsync(db => db.Clients.Where(c => c.Id == ApiClient)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Source, ClientSource.Provisioning)));
    }

    public Task DisposeAsync() => Portal.DisposeAsync().AsTask();

    /// <summary>Registers an app on a device that nobody can type on.</summary>
    public Task AddDeviceAsync(string clientId) => Portal.AddClientAsync(
        clientId,
        new ClientMetadata
        {
            ClientName = "Television",
            GrantTypes = [GrantTypeName.DeviceCode, GrantTypeName.RefreshToken],
            ResponseTypes = [],
            Scope = "openid profile email offline_access",
            TokenEndpointAuthMethod = ClientAuthMethod.None,
        });

    /// <summary>Registers an app that listens at an address of its own.</summary>
    public Task AddAppAsync(
        string clientId,
        OutsideApp app,
        Func<ClientMetadata, ClientMetadata>? change = null,
        string? secret = Secret)
    {
        var metadata = new ClientMetadata
        {
            ClientName = clientId,
            RedirectUris = [app.Address + "/signin"],
            PostLogoutRedirectUris = [app.Address + "/signed-out"],
            GrantTypes = ["authorization_code", "refresh_token"],
            ResponseTypes = ["code"],
            Scope = "openid profile email offline_access notes.read",
            TokenEndpointAuthMethod = "client_secret_post",
        };
        return Portal.AddClientAsync(clientId, change?.Invoke(metadata) ?? metadata, secret);
    }
}
