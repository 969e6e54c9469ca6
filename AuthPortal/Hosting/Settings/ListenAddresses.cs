using System.Net;
using System.Net.Sockets;

namespace AuthPortal.Hosting.Settings;

/// <summary>The addresses that the settings make the server listen on, before it does.</summary>
internal static class ListenAddresses
{
    private const string Default = "http://localhost:5000";

    public static IReadOnlyList<string> Of(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Select(endpoint => endpoint["Url"]).OfType<string>().ToArray();
        if (endpoints.Length > 0)
        {
            return endpoints;
        }

        if (Split(configuration[WebHostDefaults.ServerUrlsKey]) is { Length: > 0 } urls)
        {
            return urls;
        }

        string[] wildcards =
        [
            .. Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(port => $"https://*:{port}"),
            .. Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}"),
        ];
        return wildcards.Length > 0 ? wildcards : [Default];
    }

    /// <summary>The one that people would type: https before http.</summary>
    public static string Preferred(IEnumerable<string> addresses)
    {
        var all = addresses.ToArray();
        return (all.FirstOrDefault(a => a.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) ?? all[0])
            .TrimEnd('/');
    }

    public static bool IsWildcard(string address)
        => BindingAddress.Parse(address).Host is "*" or "+" or "0.0.0.0" or "[::]" or "::";

    /// <summary>
    /// Port 0 asks for any free port. It is chosen here, because without a configured issuer the address is the
    /// issuer, and that must be known before the server listens.
    /// </summary>
    public static void ChoosePorts(ConfigurationManager configuration)
    {
        var urls = Split(configuration[WebHostDefaults.ServerUrlsKey]);
        if (configuration["OAuth:Issuer"] is null && Array.Exists(urls, AsksForPort))
        {
            configuration[WebHostDefaults.ServerUrlsKey] = string.Join(
                ';', urls.Select(url => AsksForPort(url) ? $"{url.TrimEnd('/')[..^1]}{FreePort()}" : url));
        }
    }

    private static bool AsksForPort(string url) => url.TrimEnd('/').EndsWith(":0", StringComparison.Ordinal);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string[] Split(string? value)
        => value?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
