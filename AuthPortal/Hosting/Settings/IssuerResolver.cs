using AuthPortal.Protocol;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace AuthPortal.Hosting.Settings;

/// <summary>The configured issuer, else the address that the server listens on.</summary>
internal static class IssuerResolver
{
    public static Issuer Resolve(IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<OAuthOptions>>().Value.Issuer is { } configured)
        {
            return new Issuer(configured);
        }

        var address = ListenAddresses.Preferred(
            ListenAddresses.Of(services.GetRequiredService<IConfiguration>()));
        return new Issuer(address.EndsWith(":0", StringComparison.Ordinal) ? Bound(services) : address);
    }

    /// <summary>Port 0 asks the system for a free port, known once the server listens.</summary>
    private static string Bound(IServiceProvider services)
    {
        var bound = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        var address = bound is { Count: > 0 } ? ListenAddresses.Preferred(bound) : ":0";
        return address.EndsWith(":0", StringComparison.Ordinal)
            ? throw new InvalidOperationException("The issuer is not known before the server listens.")
            : address;
    }
}
