using System.Globalization;
using System.Text.Json;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Outside;

/// <summary>The Model Context Protocol's own conformance suite, its part for authorization servers.</summary>
public sealed class McpConformanceTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    private const string Suite = "node_modules/@modelcontextprotocol/conformance/dist/index.js";

    [Fact]
    public async Task It_finds_no_failure_and_no_warning()
    {
        var port = new Uri(new OutsideApp().Address).Port.ToString(CultureInfo.InvariantCulture);
        var results = Directory.CreateTempSubdirectory("authportal-mcp-");
        using var suite = await NodeProgram.StartAsync(
            "mcp-conformance",
            [
                Suite, "authorization", "--url", portal.Root, "--client-id", await RegisterAsync(port),
                "--resource", "https://mcp.example.test/mcp", "--port", port, "--output-dir", results.FullName,
            ]);
        var address = string.Empty;
        string said;
        do
        {
            said = await suite.HearAsync();
            address = said.StartsWith(portal.Root + "/authorize", StringComparison.Ordinal) ? said : address;
        }
        while (!said.StartsWith("Callback server started", StringComparison.Ordinal));

        using var person = new Person("alice");
        Assert.StartsWith("OK", await person.GoAsync(address), StringComparison.Ordinal);
        await suite.EndAsync();
        var checks = results.GetFiles("checks.json", SearchOption.AllDirectories)
            .SelectMany(file => JsonDocument.Parse(File.ReadAllText(file.FullName)).RootElement.EnumerateArray())
            .ToArray();
        results.Delete(recursive: true);
        Assert.All(checks, check => Assert.True(check.GetProperty("status").GetString() == "SUCCESS", check.ToString()));
        Assert.Equal(
            ["authorization-code-grant", "authorization-server-metadata", "authorization-server-metadata-cimd"],
            checks.Select(check => check.GetProperty("id").GetString()).Order(StringComparer.Ordinal));
    }

    /// <summary>As an MCP client registers itself where nobody did it before.</summary>
    private async Task<string> RegisterAsync(string port)
    {
        using var http = new HttpClient();
        var answer = await Answer.OfAsync(await http.PostAsJsonAsync(portal.Root + "/register", new
        {
            client_name = "Conformance",
            redirect_uris = new[] { $"http://127.0.0.1:{port}/callback" },
            token_endpoint_auth_method = "none",
        }));
        return answer["client_id"]!;
    }
}
