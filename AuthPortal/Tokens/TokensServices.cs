namespace AuthPortal.Tokens;

/// <summary>Registers the room of codes, tokens and keys.</summary>
public static class TokensServices
{
    public static IServiceCollection AddTokens(this IServiceCollection services)
    {
        services.AddDataProtection();
        services.AddSingleton<SigningKeyRing>();
        services.AddSingleton<KeyMaker>();
        services.AddSingleton<SigningKeyStore>();
        services.AddSingleton<SigningKeyRotation>();
        services.AddHostedService<SigningKeyStart>();
        services.AddSingleton<SubjectKey>();
        services.AddHostedService(provider => provider.GetRequiredService<SubjectKey>());
        services.AddSingleton<Subjects>();
        services.AddSingleton<StoredTokens>();
        services.AddSingleton<FamilyStart>();
        services.AddSingleton<AuthorizationCodes>();
        services.AddSingleton<DeviceCodes>();
        services.AddSingleton<FrontChannel>();
        services.AddSingleton<AuthorizationResponses>();
        services.AddSingleton<SignedAnswers>();
        services.AddSingleton<LogoutTokens>();
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<UserInfoCalls>();
        services.AddSingleton<SelfContainedTokens>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<OwnSignature>();
        services.AddSingleton<TokenStandings>();
        services.AddSingleton<AccessTokenReader>();
        services.AddSingleton<RefreshTokenReader>();
        services.AddSingleton<IdTokenHints>();
        services.AddSingleton<TokenRevocation>();
        services.AddSingleton<SignedRevocations>();
        services.AddSingleton<RevocationFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<RevocationFeed>());
        services.AddSingleton<ExpiredRows>();
        services.AddHostedService(provider => provider.GetRequiredService<ExpiredRows>());
        return services;
    }
}
