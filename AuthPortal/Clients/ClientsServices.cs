using AuthPortal.Clients.Registration;
using AuthPortal.Clients.Remote;

namespace AuthPortal.Clients;

/// <summary>Registers the room of registered apps.</summary>
public static class ClientsServices
{
    public static IServiceCollection AddClients(this IServiceCollection services)
    {
        services.AddSingleton<ClientRegistry>();
        services.AddSingleton<ScopeCatalog>();
        services.AddSingleton<RegistrationContexts>();
        services.AddSingleton(RemotePolicy.Public);
        services.AddSingleton<OutboundHttp>();
        services.AddSingleton<RemoteDocuments>();
        services.AddSingleton<ClientKeys>();
        services.AddSingleton<SignedByClient>();
        services.AddSingleton<UsedOnce>();
        services.AddSingleton<SecretVault>();
        services.AddSingleton<ClientAssertions>();
        services.AddSingleton<ClientCertificateProof>();
        services.AddSingleton<ClientAuthenticator>();
        services.AddSingleton<MetadataDocuments>();
        services.AddSingleton<SelfRegistration>();
        services.AddSingleton<ClientEditor>();
        services.AddSingleton<SecretEditor>();
        services.AddSingleton<OwnedApps>();
        return services;
    }
}
