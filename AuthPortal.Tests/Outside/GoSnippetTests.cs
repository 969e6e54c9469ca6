using System.Net.Sockets;
using AuthPortal.Clients;
using AuthPortal.Components.Developer;
using AuthPortal.Components.Developer.Programs;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Outside;

/// <summary>The quick start's program for Go signs people in, as pasted.</summary>
public sealed class GoSnippetTests(OutsidePortal portal) : IClassFixture<OutsidePortal>
{
    private const string Secret = "kept by 'the' \"app\" \\ ${x} </script>";

    [Theory]
    [InlineData("client_secret_basic", AppKind.WebServer, "/signin", "/")]
    [InlineData("client_secret_post", AppKind.WebServer, "/", "/start")]
    [InlineData("none", AppKind.Native, "", "/start")]
    public async Task Go_signs_people_in(string method, AppKind kind, string back, string start)
    {
        var app = new OutsideApp();
        var secret = method == "none" ? null : Secret;
        await portal.AddAppAsync("go-" + method, app, m => m with { TokenEndpointAuthMethod = method, RedirectUris = [app.Address + back] }, secret);
        var values = new Snippets(
            portal.Root, "go-" + method, kind, method, app.Address + back, ScopeSet.Parse("openid profile email"), secret);
        var program = QuickStart.Of(values, "mcp").Single(p => p.Id == QuickStart.Go).Files.Single().Code;
        var alice = await portal.Portal.ReadAsync(db => db.Users.SingleAsync(u => u.UserName == "alice"));
        using var go = await GoProgram.StartAsync(method, program);
        await ListeningAsync(new Uri(app.Address));
        using var person = new Person("alice");
        Assert.Equal("Hello, " + alice.Id, await person.GoAsync(app.Address + start));
        using var http = new HttpClient();
        Assert.Equal(back == "/signin" ? 404 : 400, (int)(await http.GetAsync(new Uri(app.Address + "/favicon.ico"))).StatusCode);
        Assert.Equal(400, (int)(await http.GetAsync(new Uri(app.Address + back + "?code=stolen&state=guessed"))).StatusCode);
    }

    /// <summary>It says nothing when it is ready.</summary>
    private static async Task ListeningAsync(Uri address)
    {
        for (var until = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(until).TotalSeconds < 20;)
        {
            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(address.Host, address.Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        throw new InvalidOperationException($"Nothing listens at {address}.");
    }
}
