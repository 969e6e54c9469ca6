namespace AuthPortal.Activity;

/// <summary>Registers the room of audit events and of what apps do: counts and error logs.</summary>
public static class ActivityServices
{
    public static IServiceCollection AddActivity(this IServiceCollection services)
    {
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<PersonActivity>();
        services.AddSingleton<ConsentHistory>();
        services.AddSingleton<CountryDatabase>();
        services.AddSingleton<UsageCounters>();
        services.AddSingleton<UsageReader>();
        services.AddSingleton<UsageWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<UsageWriter>());
        services.AddSingleton<ClientErrorLog>();
        services.AddSingleton<ClientErrorNotices>();
        services.AddSingleton<ClientErrors>();
        services.AddSingleton<ClientErrorWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<ClientErrorWriter>());
        return services;
    }
}
