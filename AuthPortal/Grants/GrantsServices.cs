namespace AuthPortal.Grants;

/// <summary>Registers the room of what people allowed.</summary>
public static class GrantsServices
{
    public static IServiceCollection AddGrants(this IServiceCollection services)
        => services
            .AddSingleton<GrantNotices>()
            .AddSingleton<GrantStore>()
            .AddSingleton<ConnectedApps>()
            .AddSingleton<AppRevocation>();
}
