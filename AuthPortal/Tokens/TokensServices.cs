namespace AuthPortal.Tokens;

/// <summary>Registers the room of codes, tokens and keys.</summary>
public static class TokensServices
{
    public static IServiceCollection AddTokens(this IServiceCollection services) => services;
}
