using AuthPortal.Accounts.Mail;
using AuthPortal.Hosting.Start;
using AuthPortal.Hosting.Telemetry;

namespace AuthPortal.Hosting.Settings;

/// <summary>
/// Checks every setting of ours before anything starts, section by section. The first problem ends the start with a line
/// that names the key, what is wrong with its value and the mend.
/// </summary>
internal static class SettingsRules
{
    /// <exception cref="StartRefusedException">A setting is wrong.</exception>
    public static void Check(IConfiguration configuration)
    {
        OAuthRules.Check(configuration);
        DatabaseRules.Check(configuration);
        ProxyRules.Check(configuration.GetSection("Proxies"));
        ProvisioningSettingRules.Check(configuration.GetSection("Provisioning"));
        DeveloperRules.Check(configuration.GetSection("Developers"));
        GeographyRules.Check(configuration.GetSection("Geo"));
        TelemetryRules.Check(configuration.GetSection(TelemetryServices.Section));
        MailRules.Check(configuration.GetSection(MailOptions.Section));
    }
}
