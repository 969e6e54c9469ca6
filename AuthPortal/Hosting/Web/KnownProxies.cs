using System.Net;
using AuthPortal.Clients;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
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
    {
        if (!app.Configuration.GetSection("Proxies:Known").GetChildren().Any())
        {
            return app;
        }

        var known = app.Services.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value;
        return app
            .Use((context, next) =>
            {
                // Before the headers replace the address that the connection really came from.
                if (context.Connection.RemoteIpAddress is { } address && IsKnown(known, address))
                {
                    context.Items[ClientCertificates.FromProxyItem] = true;
                }

                return next(context);
            })
            .UseForwardedHeaders();
    }

    private static bool IsKnown(ForwardedHeadersOptions known, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return known.KnownProxies.Contains(plain) || known.KnownIPNetworks.Any(network => network.Contains(plain));
    }
}
