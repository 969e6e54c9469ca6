using AuthPortal.Clients.Lint;
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
        services.AddHostedService<ChangedClients>();
        services.AddSingleton<RegistrationContexts>();
        services.AddSingleton(RemotePolicy.Public);
        services.AddSingleton<OutboundHttp>();
        services.AddSingleton<RemoteDocuments>();
        services.AddSingleton<Logos>();
        services.AddSingleton<ClientKeys>();
        services.AddSingleton<KeySetReader>();
        services.AddSingleton<SignedByClient>();
        services.AddSingleton<UsedOnce>();
        services.AddSingleton<SecretVault>();
        services.AddSingleton<SecretUses>();
        services.AddHostedService(provider => provider.GetRequiredService<SecretUses>());
        services.AddSingleton<ClientAssertions>();
        services.AddSingleton<ClientCertificateProof>();
        services.AddSingleton<ClientAuthenticator>();
        services.AddSingleton<SectorProof>();
        services.AddSingleton<SoftwareStatements>();
        services.AddSingleton<ClientUse>();
        services.AddSingleton<UnusedClients>();
        services.AddHostedService(provider => provider.GetRequiredService<UnusedClients>());
        services.AddSingleton<MetadataDocuments>();
        services.AddSingleton<SelfRegistration>();
        services.AddSingleton<ClientEditor>();
        services.AddSingleton<SecretEditor>();
        services.AddSingleton<AppPeople>();
        services.AddSingleton<OwnedApps>();
        services.AddSingleton<AppApprovals>();
        services.AddSingleton<PlaygroundApp>();
        services.AddSingleton<AppTeam>();
        services.AddScoped<AppInvitations>();
        services.AddSingleton<AppHealth>();
        return services;
    }
}
