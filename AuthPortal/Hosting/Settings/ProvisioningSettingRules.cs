namespace AuthPortal.Hosting.Settings;

/// <summary>Checks the section <c>Provisioning</c>; what the file says is checked when it is read.</summary>
internal static class ProvisioningSettingRules
{
    /// <exception cref="Start.StartRefusedException">A setting is wrong.</exception>
    public static void Check(IConfigurationSection provisioning) => SettingChecks.CheckKnown(provisioning, "File");
}
