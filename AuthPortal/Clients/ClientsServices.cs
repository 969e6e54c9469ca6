using AuthPortal.Clients.Registration;

namespace AuthPortal.Clients;

/// <summary>Registers the room of registered apps.</summary>
public static class ClientsServices
{
    public static IServiceCollection AddClients(this IServiceCollection services)
    {
        services.AddSingleton<ClientRegistry>();
        services.AddSingleton<ScopeCatalog>();
        services.AddSingleton<RegistrationContexts>();
        services.AddSingleton<ClientAuthenticator>();
        services.AddSingleton<ClientEditor>();
        services.AddSingleton<SecretEditor>();
        services.AddSingleton<OwnedApps>();
        return services;
    }
}
