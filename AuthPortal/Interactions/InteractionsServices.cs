namespace AuthPortal.Interactions;

/// <summary>Registers the room of authorization requests under way.</summary>
public static class InteractionsServices
{
    public static IServiceCollection AddInteractions(this IServiceCollection services)
        => services
            .AddSingleton<BrowserBinding>()
            .AddSingleton<InteractionStore>()
            .AddSingleton<AuthorizeRequestValidator>()
            .AddSingleton<PushedRequests>()
            .AddSingleton<DeviceRequests>()
            .AddSingleton<UserCodeGuesses>()
            .AddSingleton<RequestObjects>()
            .AddSingleton<AuthorizeRequestResolver>()
            .AddSingleton<InteractionReader>();
}
