using AuthPortal.Endpoints.Http;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>Registers the authorization endpoint.</summary>
internal static class AuthorizeServices
{
    public static IServiceCollection AddAuthorizeEndpoint(this IServiceCollection services)
        => services
            .AddSingleton<ConsentRecord>()
            .AddSingleton<CodeIssuer>()
            .AddSingleton<FrontChannelIssuer>()
            .AddSingleton<AuthorizeResponseWriter>()
            .AddSingleton<AuthorizeFactsReader>()
            .AddSingleton<AuthorizeFlow>()
            .AddSingleton<IServerMetadataPart, AuthorizeMetadata>();
}
