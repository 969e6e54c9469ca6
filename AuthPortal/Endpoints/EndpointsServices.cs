using AuthPortal.Accounts;
using AuthPortal.Clients;
using AuthPortal.Data;
using AuthPortal.Endpoints.Authorize;
using AuthPortal.Endpoints.DeviceAuthorization;
using AuthPortal.Endpoints.Discovery;
using AuthPortal.Endpoints.EndSession;
using AuthPortal.Endpoints.Http;
using AuthPortal.Endpoints.Introspection;
using AuthPortal.Endpoints.PushedAuthorization;
using AuthPortal.Endpoints.Registration;
using AuthPortal.Endpoints.Revocation;
using AuthPortal.Endpoints.RevocationFeed;
using AuthPortal.Endpoints.Token;
using AuthPortal.Endpoints.Token.GrantTypes;
using AuthPortal.Endpoints.UserInfo;

namespace AuthPortal.Endpoints;

/// <summary>Registers and maps the protocol endpoints.</summary>
public static class EndpointsServices
{
    public static IServiceCollection AddEndpoints(this IServiceCollection services)
    {
        services.AddControllers(options => options.Filters.Add(new BusyFilter()));
        services.AddSingleton<FormReader>();
        services.AddSingleton<ClientCertificates>();
        services.AddSingleton<DpopNonces>();
        services.AddSingleton<IDpopReplays>(provider =>
            DatabaseProviders.Of(provider.GetRequiredService<IConfiguration>()) == DatabaseProvider.Postgres
                ? ActivatorUtilities.CreateInstance<SharedDpopReplays>(provider)
                : ActivatorUtilities.CreateInstance<OwnDpopReplays>(provider));
        services.AddSingleton<DpopProofReader>();
        services.AddSingleton<TokenBinding>();
        services.AddSingleton<GuardedClients>();
        services.AddSingleton<AuthenticatedRequestReader>();
        services.AddSingleton<TokenSubjects>();
        services.AddSingleton<BearerTokenReader>();
        services.AddSingleton<RegisteredOrigins>();
        services.AddToken();

        // In the order in which the metadata states them.
        services.AddAuthorizeEndpoint();
        services.AddSingleton<IServerMetadataPart, PushedAuthorizationMetadata>();
        services.AddSingleton<IServerMetadataPart, DeviceAuthorizationMetadata>();
        services.AddSingleton<IServerMetadataPart, TokenMetadata>();
        services.AddSingleton<IServerMetadataPart, UserInfoMetadata>();
        services.AddSingleton<IServerMetadataPart, IntrospectionMetadata>();
        services.AddSingleton<IServerMetadataPart, RevocationMetadata>();
        services.AddSingleton<IServerMetadataPart, RevocationFeedMetadata>();
        services.AddSingleton<FeedReaders>();
        services.AddSingleton<IServerMetadataPart, EndSessionMetadata>();
        services.AddSingleton<ISessionEnding, SessionEnding>();
        services.AddSingleton<LogoutSender>();
        services.AddHostedService(provider => provider.GetRequiredService<LogoutSender>());
        services.AddSingleton<IServerMetadataPart, RegistrationMetadata>();
        services.AddSingleton<RegistrationLimits>();
        services.AddSingleton<ResourceMetadata>();
        services.AddSingleton<ServerMetadata>();
        services.AddSingleton<PublishedKeys>();
        return services;
    }

    public static WebApplication MapEndpoints(this WebApplication app)
    {
        app.UseMiddleware<RequestMetrics>();
        app.UseMiddleware<CrossOriginAnswers>();
        app.UseMiddleware<MethodGuard>();
        app.UseClientEndpoints();
        app.MapControllers();
        return app;
    }

    /// <summary>What only clients call is answered here: there is no session to read, no form of a page, no language.</summary>
    private static void UseClientEndpoints(this WebApplication app)
        => app.Use((context, next) =>
            context.GetEndpoint() is { RequestDelegate: { } answer } endpoint
                && endpoint.Metadata.GetMetadata<ClientEndpointAttribute>() is not null
                ? answer(context)
                : next(context));

    private static void AddToken(this IServiceCollection services)
    {
        services.AddSingleton<ClientTerms>();
        services.AddSingleton<TargetResources>();
        services.AddSingleton<RedemptionResults>();
        services.AddSingleton<IGrantType, AuthorizationCodeGrant>();
        services.AddSingleton<IGrantType, RefreshTokenGrant>();
        services.AddSingleton<IGrantType, ClientCredentialsGrant>();
        services.AddSingleton<IGrantType, DeviceCodeGrant>();
        services.AddSingleton<IGrantType, TokenExchangeGrant>();
        services.AddSingleton<IGrantType, JwtBearerGrant>();
        services.AddSingleton<IGrantType, PasswordGrant>();
    }
}
