using AuthPortal.Protocol;
using Microsoft.Extensions.Options;

namespace AuthPortal.Clients.Registration;

/// <summary>What the rules need to know of this server, the same for the form, registration over HTTP and provisioning.</summary>
public sealed class RegistrationContexts(
    ScopeCatalog catalog,
    IConfiguration configuration,
    IOptions<OAuthOptions> options)
{
    /// <summary>True: what a developer registers in the browser waits for an administrator.</summary>
    public const string ApprovalSetting = "Developers:Approval";

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
            FormWaits = configuration.GetValue(ApprovalSetting, defaultValue: false),
            MutualTls = options.Value.MutualTls,
            DetailTypes = [.. picture.DetailTypes.Select(type => type.Type)],
        };
    }
}
