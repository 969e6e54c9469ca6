using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Hosting.Demo;

/// <summary>What the demo app asks of the portal: over HTTP, as an app on another machine would.</summary>
internal sealed class DemoBackChannel(HttpClient http, Issuer issuer, TimeProvider clock)
{
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    /// <summary>Changes a code or a refresh token for tokens.</summary>
    /// <param name="form">The grant's own parameters.</param>
    /// <param name="before">Kept where the answer brings no new one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DemoRefusedException">The portal said no.</exception>
    public async Task<DemoTokens> TokensAsync(
        Dictionary<string, string> form,
        DemoTokens? before,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, issuer.Url("/token"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(
            Encoding.ASCII.GetBytes($"{DemoApp.ClientId}:{DemoApp.ClientSecret}")));
        request.Content = new FormUrlEncodedContent(form);
        var answer = await AskAsync(request, cancellationToken);
        return new DemoTokens(
            answer.GetProperty("access_token").GetString()!,
            Text(answer, "refresh_token") ?? before?.Refresh,
            Text(answer, "id_token") ?? before?.Id ?? throw new DemoRefusedException("no id_token"),
            Text(answer, "scope") ?? before?.Scope ?? string.Empty,
            clock.GetUtcNow().AddSeconds(answer.GetProperty("expires_in").GetInt32()));
    }

    /// <summary>OIDC Core §3.1.3.7: signature, issuer, audience, time and nonce. The subject is what it proves.</summary>
    /// <exception cref="DemoRefusedException">It proves nothing.</exception>
    public async Task<string> SubjectAsync(string idToken, string nonce, CancellationToken cancellationToken)
    {
        var keys = new JsonWebKeySet(await http.GetStringAsync(
            new Uri(issuer.Url("/.well-known/jwks.json")), cancellationToken));
        var checkedToken = await Handler.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ValidIssuer = issuer.Value,
            ValidAudience = DemoApp.ClientId,
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            LifetimeValidator = (_, ends, _, _) => ends > clock.GetUtcNow().UtcDateTime,
        });
        return checkedToken is { IsValid: true, SecurityToken: JsonWebToken token }
            && token.TryGetPayloadValue<string>("nonce", out var sent) && sent == nonce
                ? token.Subject
                : throw new DemoRefusedException("invalid id_token");
    }

    /// <exception cref="DemoRefusedException">The portal said no, or spoke of somebody else.</exception>
    public async Task<JsonElement> UserInfoAsync(
        string accessToken,
        string subject,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, issuer.Url("/userinfo"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        var claims = await AskAsync(request, cancellationToken);
        // OIDC Core §5.3.2: the answer counts only for the subject of the ID token.
        return Text(claims, "sub") == subject ? claims : throw new DemoRefusedException("another sub");
    }

    private async Task<JsonElement> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return response.IsSuccessStatusCode
            ? answer
            : throw new DemoRefusedException(Text(answer, "error") ?? response.StatusCode.ToString());
    }

    private static string? Text(JsonElement answer, string member)
        => answer.TryGetProperty(member, out var value) ? value.GetString() : null;
}
