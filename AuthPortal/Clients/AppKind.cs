using AuthPortal.Protocol;

namespace AuthPortal.Clients;

/// <summary>The four kinds of app that the form tells apart.</summary>
public enum AppKind
{
    /// <summary>Keeps a secret on a server.</summary>
    WebServer,

    /// <summary>Runs in the browser and keeps none.</summary>
    SinglePage,

    /// <summary>Runs on a device and keeps none.</summary>
    Native,

    /// <summary>Acts for itself; nobody signs in.</summary>
    Machine,
}

/// <summary>What a kind means in RFC 7591's terms, there and back.</summary>
public static class AppKinds
{
    public static readonly IReadOnlyList<AppKind> All =
        [AppKind.WebServer, AppKind.SinglePage, AppKind.Native, AppKind.Machine];

    public static AppKind Of(ClientMetadata metadata)
    {
        if (metadata.GrantTypes?.Any(g => g is GrantTypeName.AuthorizationCode or GrantTypeName.DeviceCode) == false)
        {
            return AppKind.Machine;
        }

        // A television has people too, although it never opens a browser of its own.
        if (metadata.ApplicationType == ApplicationType.Native
            || metadata.GrantTypes?.Contains(GrantTypeName.AuthorizationCode) == false)
        {
            return AppKind.Native;
        }

        return metadata.TokenEndpointAuthMethod == ClientAuthMethod.None ? AppKind.SinglePage : AppKind.WebServer;
    }

    /// <summary>The members that a kind decides; the rest is the form's.</summary>
    public static ClientMetadata Template(AppKind kind) => kind switch
    {
        AppKind.Machine => new ClientMetadata
        {
            ApplicationType = ApplicationType.Web,
            GrantTypes = [GrantTypeName.ClientCredentials],
            ResponseTypes = [],
            TokenEndpointAuthMethod = ClientAuthMethod.Basic,
        },
        _ => new ClientMetadata
        {
            ApplicationType = kind == AppKind.Native ? ApplicationType.Native : ApplicationType.Web,
            GrantTypes = [GrantTypeName.AuthorizationCode, GrantTypeName.RefreshToken],
            ResponseTypes = [ResponseType.Code],
            TokenEndpointAuthMethod = kind == AppKind.WebServer ? ClientAuthMethod.Basic : ClientAuthMethod.None,
        },
    };
}
