using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Registration;

/// <summary>A program that registers and manages a client over HTTP.</summary>
internal sealed class Registrant(Portal portal) : IDisposable
{
    public const string Callback = "https://self.example.test/cb";

    public static readonly object Public = new
    {
        client_name = "Self",
        redirect_uris = new[] { Callback },
        grant_types = new[] { "authorization_code", "refresh_token" },
        token_endpoint_auth_method = "none",
    };

    public HttpClient Http { get; } = portal.NewClient();

    public void Dispose() => Http.Dispose();

    public Task<Answer> RegisterAsync(object metadata, string? token = null)
        => SendAsync(HttpMethod.Post, "/register", JsonSerializer.Serialize(metadata), token);

    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        string? body,
        string? token,
        string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await Answer.OfAsync(await Http.SendAsync(request));
    }
}
