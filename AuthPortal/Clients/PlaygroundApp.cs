using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Clients;

/// <summary>
/// The app that the playground comes with, so that it works on a fresh server: a public one without an owner, made when
/// somebody first opens the playground. What an administrator did to it since, such as disabling it, stays.
/// </summary>
public sealed class PlaygroundApp(WriteQueue writes, ClientRegistry registry, Issuer issuer, TimeProvider clock)
{
    public const string ClientId = "playground";

    /// <summary>The page that every app of the playground comes back to.</summary>
    public const string CallbackPath = "/playground/callback";

    private const string Name = "Playground";

    public string Callback => issuer.Url(CallbackPath);

    private ClientMetadata Metadata => new()
    {
        ClientName = Name,
        ApplicationType = ApplicationType.Web,
        RedirectUris = [Callback],
        GrantTypes = [GrantTypeName.AuthorizationCode, GrantTypeName.RefreshToken, GrantTypeName.DeviceCode],
        ResponseTypes = [ResponseType.Code],
        Scope = "openid profile email address phone offline_access",
        OptionalScopes = "profile email address phone offline_access",
        TokenEndpointAuthMethod = ClientAuthMethod.None,
    };

    /// <summary>Null when its name belongs to an app of somebody else.</summary>
    public async Task<RegisteredClient?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (await registry.FindAsync(ClientId, cancellationToken) is { } known && IsCurrent(known))
        {
            return known.Source == ClientSource.BuiltIn ? known : null;
        }

        await writes.RunAsync(AddOrMoveAsync, cancellationToken);
        registry.Forget(ClientId);
        return await registry.FindAsync(ClientId, cancellationToken);
    }

    /// <summary>The server's address may have changed since.</summary>
    private bool IsCurrent(RegisteredClient known)
        => known.Source != ClientSource.BuiltIn || known.Metadata.RedirectUris is [var only] && only == Callback;

    private async Task AddOrMoveAsync(AuthDbContext db)
    {
        var now = clock.GetUtcNow();
        if (await db.Clients.FindAsync(ClientId) is { } row)
        {
            if (row.Source == ClientSource.BuiltIn)
            {
                row.Metadata = Metadata;
                ClientEditor.Touch(row, now);
            }

            return;
        }

        db.Clients.Add(new Client
        {
            Id = ClientId,
            Name = Name,
            Metadata = Metadata,
            Source = ClientSource.BuiltIn,
            Verified = true,
            CreatedAt = now,
            UpdatedAt = now,
        });
    }
}
