namespace AuthPortal.Activity;

/// <summary>Registers the room of audit events.</summary>
public static class ActivityServices
{
    public static IServiceCollection AddActivity(this IServiceCollection services)
        => services.AddSingleton<AuditTrail>().AddSingleton<ConsentHistory>();
}
