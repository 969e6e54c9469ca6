using System.Diagnostics;
using System.Text.Json;
using AuthPortal.Clients;
using AuthPortal.Components.Developer;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Outside;

/// <summary>The programs of the quick start do what they say, as pasted.</summary>
public sealed class SnippetTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    private const string Secret = "kept-by-the-app";

    [Theory]
    [InlineData("client_secret_basic", AppKind.WebServer)]
    [InlineData("client_secret_post", AppKind.WebServer)]
    [InlineData("none", AppKind.SinglePage)]
    public async Task Curl_signs_in_reads_userinfo_and_refreshes(string method, AppKind kind)
    {
        await using var app = new OutsideApp();
        var snippets = await RegisterAsync("curl-" + method, app, method, kind);
        await app.StartAsync(
            services => services.AddAuthorization().AddAuthentication(),
            routes => routes.MapGet("/signin", () => "paste this address"));
        using var shell = Start("bash", "-s");
        await shell.StandardInput.WriteLineAsync(snippets.Curl);
        await shell.StandardInput.FlushAsync();
        Assert.NotNull(await shell.StandardOutput.ReadLineAsync());
        var address = await shell.StandardOutput.ReadLineAsync();

        using var person = new Person("alice");
        Assert.Equal("paste this address", await person.GoAsync(address!));
        await shell.StandardInput.WriteLineAsync(person.Way.Peek().AbsoluteUri);
        await shell.StandardInput.WriteLineAsync(snippets.CurlUserInfo);
        await shell.StandardInput.WriteLineAsync(snippets.CurlRefresh);
        shell.StandardInput.Close();
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        // The question stands on the line of the first answer.
        var lines = said[said.IndexOf('{', StringComparison.Ordinal)..].Trim().Split('\n');
        Assert.Equal(3, lines.Length);
        var (first, me, second) = (Json(lines[0]), Json(lines[1]), Json(lines[2]));
        Assert.Equal("alice@example.test", me.GetProperty("email").GetString());
        Assert.NotEqual(first.GetProperty("refresh_token").GetString(), second.GetProperty("refresh_token").GetString());
    }

    [Fact]
    public async Task Curl_gets_a_token_for_a_machine()
    {
        await portal.Portal.AddClientAsync(
            "curl-machine",
            new ClientMetadata { GrantTypes = ["client_credentials"], ResponseTypes = [], Scope = "notes.read" },
            Secret);
        var snippets = new Snippets(
            portal.Root,
            "curl-machine",
            AppKind.Machine,
            "client_secret_basic",
            string.Empty,
            ScopeSet.Parse("notes.read"),
            Secret);
        using var shell = Start("bash", "-s");
        await shell.StandardInput.WriteLineAsync(snippets.Curl);
        shell.StandardInput.Close();
        var token = Json(await shell.StandardOutput.ReadToEndAsync());
        Assert.Equal("notes.read", token.GetProperty("scope").GetString());
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    public async Task The_ASP_NET_Core_program_signs_people_in(string method)
    {
        var app = new OutsideApp();
        var snippets = await RegisterAsync("aspnet-" + method, app, method, AppKind.WebServer);
        var folder = Directory.CreateTempSubdirectory("authportal-snippet-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Program.cs"), snippets.AspNetCore());
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "App.csproj"), Project);
        using var program = Start("dotnet", "run", "--project", folder.FullName);
        try
        {
            await ListeningAsync(program, app.Address);
            using var person = new Person("alice");
            Assert.Equal("Hello, alice", await person.GoAsync(app.Address + "/"));
        }
        finally
        {
            program.Kill(entireProcessTree: true);
            await program.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What <c>dotnet new web</c> and <c>dotnet add package</c> make.</summary>
    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <WarningsNotAsErrors>NU1603</WarningsNotAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Microsoft.AspNetCore.Authentication.OpenIdConnect" Version="10.0.14" />
          </ItemGroup>
        </Project>
        """;

    private async Task<Snippets> RegisterAsync(string clientId, OutsideApp app, string method, AppKind kind)
    {
        var secret = method == "none" ? null : Secret;
        await portal.AddAppAsync(clientId, app, m => m with { TokenEndpointAuthMethod = method }, secret);
        return new Snippets(
            portal.Root,
            clientId,
            kind,
            method,
            app.Address + "/signin",
            ScopeSet.Parse("openid profile email"),
            secret);
    }

    private static Process Start(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{command} does not start.");
    }

    private static async Task ListeningAsync(Process program, string address)
    {
        var said = new List<string>();
        while (await program.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line.Contains("Now listening on: " + address, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException(
            string.Join('\n', said) + await program.StandardError.ReadToEndAsync());
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
