using System.Net;
using System.Text;
using System.Text.Json;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Hosting;

/// <summary>Over a socket, where the server counts too: a body that is too long is refused in the reader's words.</summary>
public sealed class BodyLimitTests(KestrelPortal portal) : IClassFixture<KestrelPortal>
{
    [Theory]
    [InlineData("/token", true)]
    [InlineData("/token", false)]
    [InlineData("/introspect", true)]
    [InlineData("/revoke", true)]
    public async Task A_program_gets_the_error_as_JSON(string path, bool stated)
    {
        using var answer = await PostAsync(path, stated);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("invalid_request", body.GetProperty("error").GetString());
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_script_of_a_registered_app_may_read_it()
    {
        await AppScene.CreateAsync(portal);
        using var answer = await PostAsync("/token", stated: true, "https://app.example.test");
        Assert.Equal("https://app.example.test", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/signup")]
    [InlineData("/authorize")]
    [InlineData("/logout")]
    [InlineData("/signout")]
    public async Task A_person_gets_a_page(string path)
    {
        using var answer = await PostAsync(path, stated: true);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("<h1", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, bool stated, string? origin = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, portal.Root + path);
        request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes("a=" + new string('b', 100_000)));
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.TransferEncodingChunked = !stated;
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await http.SendAsync(request);
    }
}
