using System.Globalization;
using System.Reflection;
using AuthPortal.Hosting.Start;

namespace AuthPortal.Hosting.Settings;

/// <summary>What every section is checked for alike. A refusal names the key, its value, what is wrong and the mend.</summary>
internal static class SettingChecks
{
    /// <summary>Every setting of the section is one of these.</summary>
    public static void CheckKnown(IConfigurationSection section, params string[] known)
    {
        foreach (var child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw Unknown(child, known);
            }
        }
    }

    /// <summary>Every setting of the section is a member of the type that it is read into, and of its kind.</summary>
    public static void CheckMembers(IConfigurationSection section, Type type)
    {
        var known = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(
            property => property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name,
            property => property.PropertyType,
            StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (!known.TryGetValue(child.Key, out var kind))
            {
                throw Unknown(child, known.Keys);
            }
            else if (kind.IsGenericType)
            {
                foreach (var entry in child.GetChildren())
                {
                    CheckMembers(entry, kind.GenericTypeArguments[0]);
                }
            }
            else if (kind.IsClass && kind != typeof(string))
            {
                CheckMembers(child, kind);
            }
            else
            {
                CheckKind(child, kind);
            }
        }
    }

    public static void CheckKind(IConfigurationSection setting, Type kind)
    {
        if (kind == typeof(int)
            && !int.TryParse(setting.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            throw Wrong(setting, "is no whole number: give seconds, such as 3600.");
        }

        if (kind == typeof(bool) && !bool.TryParse(setting.Value, out _))
        {
            throw Wrong(setting, "is neither true nor false: give one of them.");
        }
    }

    public static void CheckChoice(IConfigurationSection setting, params string[] choices)
    {
        if (setting.Value is { } value && !choices.Contains(value, StringComparer.Ordinal))
        {
            throw Wrong(setting, $"is unknown: give {string.Join(", ", choices[..^1])} or {choices[^1]}.");
        }
    }

    public static StartRefusedException Wrong(IConfigurationSection setting, string problem)
        => new($"{setting.Path} is '{setting.Value}', which {problem}");

    private static StartRefusedException Unknown(IConfigurationSection setting, IEnumerable<string> known)
    {
        var parent = setting.Path[..setting.Path.LastIndexOf(':')];
        return new($"{setting.Path} is no setting: remove it or mend its name. {parent} knows "
            + $"{string.Join(", ", known)}.");
    }
}
