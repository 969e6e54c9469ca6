using System.Collections;
using System.Globalization;
using System.Reflection;
using AuthPortal.Accounts.Mail;
using AuthPortal.Protocol;

namespace AuthPortal.Components.Docs;

/// <summary>
/// Every setting, with its default: those of the option classes as they are, and the few that have none. A test holds it
/// against what the start-up check knows.
/// </summary>
public static class SettingsReference
{
    private static readonly SettingLine[] WithoutClass =
    [
        new("ConnectionStrings:AuthPortal", "Data Source=App_Data/authportal.db"),
        new("Database:Provider", "sqlite"),
        new("Database:KeyCertificate", null),
        new("Database:KeyCertificatePassword", null),
        new("Database:FormerKeyCertificates:N", null),
        new("Developers:Open", "true"),
        new("Developers:Approval", "false"),
        new("Geo:Database", null),
        new("Provisioning:File", null),
        new("Proxies:Known:N", null),
        new("Proxies:ClientCertificateHeader", null),
        new("Telemetry:Otlp", null),
        new("Telemetry:Metrics", "false"),
    ];

    /// <summary>Set by the start, from where the database lies.</summary>
    private static readonly string[] NotSettable = ["Mail:PickupFolder"];

    public static IReadOnlyList<SettingLine> All { get; } =
    [
        .. Of(OAuthOptions.Section, new OAuthOptions()),
        .. Of(MailOptions.Section, new MailOptions()).Where(line => !NotSettable.Contains(line.Key)),
        .. WithoutClass,
    ];

    /// <summary>The name of its text: keys of resources have no colon.</summary>
    public static string TextOf(SettingLine line) => "Setting_" + line.Key.Replace(':', '_');

    private static IEnumerable<SettingLine> Of(string section, object options)
    {
        foreach (var property in options.GetType().GetProperties().Where(p => p.CanWrite))
        {
            var name = property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name;
            var (key, value) = ($"{section}:{name}", property.GetValue(options));
            var type = property.PropertyType;
            if (type.IsGenericType && value is IEnumerable)
            {
                var member = Activator.CreateInstance(type.GenericTypeArguments[0])!;
                foreach (var line in Of($"{key}:N", member))
                {
                    yield return line;
                }
            }
            else if (type.IsClass && type != typeof(string))
            {
                foreach (var line in Of(key, value!))
                {
                    yield return line;
                }
            }
            else
            {
                yield return new SettingLine(key, Text(value));
            }
        }
    }

    private static string? Text(object? value) => value switch
    {
        null or "" => null,
        bool yes => yes ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}

/// <summary>A setting.</summary>
/// <param name="Key">As in appsettings.json, with colons; N counts from 0.</param>
/// <param name="Default">Null when there is none.</param>
public sealed record SettingLine(string Key, string? Default)
{
    /// <summary>As a variable of the environment.</summary>
    public string Variable => Key.Replace(":", "__", StringComparison.Ordinal);
}
