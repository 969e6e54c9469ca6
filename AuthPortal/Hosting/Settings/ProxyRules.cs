using System.Net;

namespace AuthPortal.Hosting.Settings;

/// <summary>Checks the section <c>Proxies</c>.</summary>
internal static class ProxyRules
{
    /// <exception cref="Start.StartRefusedException">A setting is wrong.</exception>
    public static void Check(IConfigurationSection proxies)
    {
        SettingChecks.CheckKnown(proxies, "Known", "ClientCertificateHeader");
        var known = proxies.GetSection("Known");
        if (known.Value is { Length: > 0 })
        {
            throw SettingChecks.Wrong(known, "is no list: give Proxies:Known:0, Proxies:Known:1 and so on.");
        }

        var header = proxies.GetSection("ClientCertificateHeader");
        if (header.Value is { Length: > 0 } && !known.GetChildren().Any())
        {
            throw SettingChecks.Wrong(header, "counts from a known proxy only: name it in Proxies:Known:0.");
        }

        foreach (var proxy in known.GetChildren())
        {
            if (!IPNetwork.TryParse(proxy.Value, out _) && !IPAddress.TryParse(proxy.Value, out _))
            {
                throw SettingChecks.Wrong(proxy, "is no IP address or network: give one such as 10.0.0.5 or 10.0.0.0/24.");
            }
        }
    }
}
