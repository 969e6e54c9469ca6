using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace AuthPortal.Hosting.Web;

/// <summary>
/// Forwarded headers count only when they come from a proxy that the settings name: from anyone else they would let
/// a caller choose their own address and scheme.
/// </summary>
internal static class KnownProxies
{
    public static IServiceCollection AddKnownProxies(this IServiceCollection services)
    {
        services.AddOptions<ForwardedHeadersOptions>().Configure<IConfiguration>((options, configuration) =>
        {
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            options.ForwardLimit = null;
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor
                | ForwardedHeaders.XForwardedProto
                | ForwardedHeaders.XForwardedHost;
            foreach (var known in configuration.GetSection("Proxies:Known").Get<string[]>() ?? [])
            {
                if (IPAddress.TryParse(known, out var address))
                {
                    options.KnownProxies.Add(address);
                }
                else if (IPNetwork.TryParse(known, out var network))
                {
                    options.KnownIPNetworks.Add(network);
                }
            }
        });
        return services;
    }

    /// <summary>With no proxy named the middleware stays away: with empty lists it would trust everyone.</summary>
    public static IApplicationBuilder UseKnownProxies(this WebApplication app)
        => app.Configuration.GetSection("Proxies:Known").GetChildren().Any() ? app.UseForwardedHeaders() : app;
}
