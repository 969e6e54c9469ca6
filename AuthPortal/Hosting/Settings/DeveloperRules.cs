namespace AuthPortal.Hosting.Settings;

/// <summary>Checks the section <c>Developers</c>.</summary>
internal static class DeveloperRules
{
    /// <exception cref="Start.StartRefusedException">A setting is wrong.</exception>
    public static void Check(IConfigurationSection developers)
    {
        SettingChecks.CheckKnown(developers, "Open", "Approval");
        foreach (var setting in developers.GetChildren().Where(setting => setting.Value is not null))
        {
            SettingChecks.CheckKind(setting, typeof(bool));
        }
    }
}
