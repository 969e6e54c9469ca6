using AuthPortal.Protocol;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace AuthPortal.Hosting;

/// <summary>The configured issuer, else the first address that the server listens on.</summary>
internal static class IssuerResolver
{
    private const string WithoutServer = "http://localhost";

    public static Issuer Resolve(IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<OAuthOptions>>().Value.Issuer is { } configured)
        {
            return new Issuer(configured);
        }

        var addresses = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        return new Issuer(addresses?.FirstOrDefault()?.TrimEnd('/') ?? WithoutServer);
    }
}
