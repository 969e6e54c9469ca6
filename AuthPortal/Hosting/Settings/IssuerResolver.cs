using AuthPortal.Protocol;
using Microsoft.Extensions.Options;

namespace AuthPortal.Hosting.Settings;

/// <summary>The configured issuer, else the address that the server listens on.</summary>
internal static class IssuerResolver
{
    public static Issuer Resolve(IServiceProvider services)
        => new(services.GetRequiredService<IOptions<OAuthOptions>>().Value.Issuer
            ?? ListenAddresses.Preferred(ListenAddresses.Of(services.GetRequiredService<IConfiguration>())));
}
