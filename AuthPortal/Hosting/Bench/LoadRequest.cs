using System.Text;

namespace AuthPortal.Hosting.Bench;

/// <summary>Requests as octets, ready to be sent.</summary>
internal static class LoadRequest
{
    private const string Host = "127.0.0.1";

    public static byte[] Get(string path, params ReadOnlySpan<(string Name, string Value)> headers)
        => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {Host}\r\n{Lines(headers)}\r\n");

    public static byte[] Post(
        string path,
        IEnumerable<(string Name, string Value)> form,
        params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var body = string.Join('&', form.Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}"));
        return Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {Host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + $"Content-Length: {body.Length}\r\n{Lines(headers)}\r\n{body}");
    }

    private static string Lines(ReadOnlySpan<(string Name, string Value)> headers)
    {
        var lines = new StringBuilder();
        foreach (var (name, value) in headers)
        {
            lines.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return lines.ToString();
    }
}
