using AuthPortal.Activity;

namespace AuthPortal.Hosting.Settings;

/// <summary>Checks the section <c>Geo</c>.</summary>
internal static class GeographyRules
{
    /// <exception cref="Start.StartRefusedException">A setting is wrong.</exception>
    public static void Check(IConfigurationSection geo)
    {
        SettingChecks.CheckKnown(geo, "Database");
        if (geo["Database"] is { Length: > 0 } path && !CountryDatabase.IsReadable(path))
        {
            throw SettingChecks.Wrong(
                geo.GetSection("Database"), "is no database in MaxMind's format: give the path of an .mmdb file, or leave it out.");
        }
    }
}
