using System.Net;
using System.Text.Json;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Outside;

/// <summary>express-openid-connect for Node as an app that hears from the portal when a person signs out there.</summary>
public sealed class BackChannelLogoutTests
{
    [Fact]
    public async Task The_app_believes_the_logout_token_and_ends_its_session()
    {
        const string Notice = "/backchannel-logout";
        await using var front = await RemoteServer.StartAsync();
        await using var portal = KestrelPortal.Reaching(front.Policy);
        await portal.AddUserAsync("alice");
        var app = new OutsideApp().Address;
        await portal.AddClientAsync(
            "express",
            new()
            {
                RedirectUris = [app + "/callback"],
                GrantTypes = ["authorization_code"],
                ResponseTypes = ["code"],
                Scope = "openid profile email",
                BackchannelLogoutUri = front.Url(Notice),
            },
            OutsidePortal.Secret);
        using var node = await NodeProgram.StartAsync(
            "express",
            "app.mjs",
            ("ISSUER", portal.Root),
            ("CLIENT_ID", "express"),
            ("CLIENT_SECRET", OutsidePortal.Secret),
            ("BASE_URL", app));
        Assert.Equal("ready", await node.HearAsync());

        // The app stands behind a server that ends TLS, as apps do.
        var heard = new TaskCompletionSource<HttpStatusCode>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var http = new HttpClient();
        front.Paths[Notice] = async context =>
        {
            using var body = new StreamContent(context.Request.Body);
            body.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
            var answer = await http.PostAsync(app + Notice, body);
            context.Response.StatusCode = (int)answer.StatusCode;
            heard.TrySetResult(answer.StatusCode);
        };

        using var person = new Person("alice");
        var me = JsonDocument.Parse(await person.GoAsync(app + "/")).RootElement;
        Assert.Contains(person.Way, address => address.AbsolutePath == "/login");
        person.Way.Clear();
        Assert.Equal(me.ToString(), await person.GoAsync(app + "/"));
        Assert.Single(person.Way);

        await person.GoAsync($"{portal.Root}/logout?id_token_hint={me.GetProperty("id_token").GetString()}");
        Assert.Equal(HttpStatusCode.NoContent, await heard.Task.WaitAsync(TimeSpan.FromMinutes(2)));
        person.Way.Clear();
        await person.GoAsync(app + "/");
        Assert.Contains(person.Way, address => address.AbsolutePath == "/login");
    }
}
