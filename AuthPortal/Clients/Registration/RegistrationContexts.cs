using AuthPortal.Protocol;
using Microsoft.Extensions.Options;

namespace AuthPortal.Clients.Registration;

/// <summary>What the rules need to know of this server, the same for the form, registration over HTTP and provisioning.</summary>
public sealed class RegistrationContexts(ScopeCatalog catalog, IOptions<OAuthOptions> options)
{
    /// <param name="isAdministrator">The change is an administrator's, or the server's own set-up.</param>
    /// <param name="current">What is registered now, when it is a change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<RegistrationContext> GetAsync(
        bool isAdministrator,
        ClientMetadata? current,
        CancellationToken cancellationToken)
    {
        var picture = await catalog.GetAsync(cancellationToken);
        return new RegistrationContext(isAdministrator, picture.All, current)
        {
            LegacyGrants = options.Value.LegacyGrants,
            MutualTls = options.Value.MutualTls,
            DetailTypes = [.. picture.DetailTypes.Select(type => type.Type)],
        };
    }
}
