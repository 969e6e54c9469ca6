using System.Globalization;
using System.Net;
using System.Reflection;
using AuthPortal.Hosting.Start;
using AuthPortal.Protocol;

namespace AuthPortal.Hosting.Settings;

/// <summary>
/// Checks every setting of ours before anything starts. The first problem ends the start with a line that names the
/// key, what is wrong with its value and the mend.
/// </summary>
internal static class SettingsRules
{
    private const int ShortestKeyLifetime = 3600;
    private const int LongestLifetime = 10 * 365 * 86400;

    /// <exception cref="StartRefusedException">A setting is wrong.</exception>
    public static void Check(IConfiguration configuration)
    {
        var oauth = configuration.GetSection(OAuthOptions.Section);
        CheckMembers(oauth, typeof(OAuthOptions));
        CheckLifetimes(oauth.GetSection(nameof(OAuthOptions.TokenLifetimes)));
        CheckKeyLifetime(oauth.GetSection(nameof(OAuthOptions.SigningKeyLifetime)));
        CheckChoice(oauth.GetSection(nameof(OAuthOptions.AccessTokenFormat)), "jwt", "opaque");
        CheckChoice(oauth.GetSection(nameof(OAuthOptions.DpopNonce)), "optional", "required");
        CheckChoice(
            oauth.GetSection(nameof(OAuthOptions.DynamicRegistration)), "open", "approval", "token", "off");
        CheckIssuer(oauth, configuration);
        CheckDatabase(configuration.GetSection("Database"));
        CheckProxies(configuration.GetSection("Proxies"));
        CheckKnown(configuration.GetSection("Provisioning"), "File");
        CheckDevelopers(configuration.GetSection("Developers"));
    }

    private static void CheckMembers(IConfigurationSection section, Type type)
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

    private static void CheckKind(IConfigurationSection setting, Type kind)
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

    private static void CheckLifetimes(IConfigurationSection lifetimes)
    {
        foreach (var lifetime in lifetimes.GetChildren())
        {
            if (int.Parse(lifetime.Value!, CultureInfo.InvariantCulture) is < 1 or > LongestLifetime)
            {
                throw Wrong(lifetime, $"is out of range: give seconds from 1 to {LongestLifetime} (ten years).");
            }
        }
    }

    private static void CheckKeyLifetime(IConfigurationSection lifetime)
    {
        if (lifetime.Value is { } seconds
            && int.Parse(seconds, CultureInfo.InvariantCulture) is < ShortestKeyLifetime or > LongestLifetime)
        {
            throw Wrong(lifetime, $"is out of range: give seconds from {ShortestKeyLifetime} (an hour) to {LongestLifetime}.");
        }
    }

    private static void CheckChoice(IConfigurationSection setting, params string[] choices)
    {
        if (setting.Value is { } value && !choices.Contains(value, StringComparer.Ordinal))
        {
            throw Wrong(setting, $"is unknown: give {string.Join(", ", choices[..^1])} or {choices[^1]}.");
        }
    }

    private static void CheckIssuer(IConfigurationSection oauth, IConfiguration configuration)
    {
        var issuer = oauth.GetSection(nameof(OAuthOptions.Issuer));
        if (issuer.Value is { } configured)
        {
            if (IssuerRules.Problem(configured) is { } problem)
            {
                throw Wrong(issuer, problem);
            }

            return;
        }

        var address = ListenAddresses.Preferred(ListenAddresses.Of(configuration));
        if (ListenAddresses.IsWildcard(address) || IssuerRules.Problem(address) is not null)
        {
            throw new StartRefusedException(
                $"OAuth:Issuer is not set, and the address that the server listens on ({address}) can't stand in for "
                + "it: set OAuth:Issuer to the public https address, such as https://id.example.com.");
        }
    }

    private static void CheckDatabase(IConfigurationSection database)
    {
        CheckKnown(database, "Provider");
        var provider = database.GetSection("Provider");
        switch (provider.Value)
        {
            case null or "sqlite":
                return;
            case "postgres":
                throw Wrong(provider, "is not supported yet: remove the setting, or set it to sqlite.");
            default:
                throw Wrong(provider, "is unknown: give sqlite.");
        }
    }

    private static void CheckProxies(IConfigurationSection proxies)
    {
        CheckKnown(proxies, "Known", "ClientCertificateHeader");
        var known = proxies.GetSection("Known");
        if (known.Value is { Length: > 0 })
        {
            throw Wrong(known, "is no list: give Proxies:Known:0, Proxies:Known:1 and so on.");
        }

        foreach (var proxy in known.GetChildren())
        {
            if (!IPNetwork.TryParse(proxy.Value, out _) && !IPAddress.TryParse(proxy.Value, out _))
            {
                throw Wrong(proxy, "is no IP address or network: give one such as 10.0.0.5 or 10.0.0.0/24.");
            }
        }
    }

    private static void CheckDevelopers(IConfigurationSection developers)
    {
        CheckKnown(developers, "Open");
        if (developers["Open"] is not null)
        {
            CheckKind(developers.GetSection("Open"), typeof(bool));
        }
    }

    private static void CheckKnown(IConfigurationSection section, params string[] known)
    {
        foreach (var child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw Unknown(child, known);
            }
        }
    }

    private static StartRefusedException Wrong(IConfigurationSection setting, string problem)
        => new($"{setting.Path} is '{setting.Value}', which {problem}");

    private static StartRefusedException Unknown(IConfigurationSection setting, IEnumerable<string> known)
    {
        var parent = setting.Path[..setting.Path.LastIndexOf(':')];
        return new($"{setting.Path} is no setting: remove it or mend its name. {parent} knows "
            + $"{string.Join(", ", known)}.");
    }
}
