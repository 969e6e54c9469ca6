using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Certification;

/// <summary>
/// A client as careful as the suite: everything that it gets, it checks. Its variant is a response type, a response
/// mode, or both (see <see cref="Variants"/>).
/// </summary>
internal sealed class RelyingParty(CertificationPortal portal, string variant, string? chosenClient = null) : IDisposable
{
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private readonly HttpClient _http = portal.NewClient();

    public Browser Browser { get; } = new(portal);

    public string ClientId { get; } = chosenClient ?? Variants.ClientOf(variant);

    public string ResponseType { get; } = Variants.TypeOf(variant);

    public string Mode { get; } = Variants.ModeOf(variant);

    public bool HasCode => ResponseType.Split(' ').Contains("code");

    public string State { get; } = Secrets.Generate();

    public string Nonce { get; } = Secrets.Generate();

    public void Dispose()
    {
        Browser.Dispose();
        _http.Dispose();
    }

    public Task SignInAsync() => Browser.HasSignedInAsync(CertificationPortal.Person);

    /// <summary>The request's parameters; a null value leaves one out.</summary>
    public Dictionary<string, string> Request(params (string Name, string? Value)[] changes)
    {
        var request = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = ClientId,
            ["redirect_uri"] = CertificationPortal.Callback,
            ["response_type"] = ResponseType,
            ["response_mode"] = Mode,
            ["scope"] = "openid",
            ["state"] = State,
            ["nonce"] = Nonce,
            ["code_challenge"] = Pkce.Challenge(Verifier),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            request.Remove(name);
            if (value is not null)
            {
                request[name] = value;
            }
        }

        return request;
    }

    public string Address(params (string Name, string? Value)[] changes)
        => "/authorize?" + string.Join('&', Request(changes).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));

    public Task<Visit> GoAsync(params (string Name, string? Value)[] changes) => Browser.GoAsync(Address(changes));

    /// <summary>Goes, and reads the answer that comes back to the redirect URI.</summary>
    public async Task<Dictionary<string, string>> AuthorizeAsync(params (string Name, string? Value)[] changes)
        => Read(await GoAsync(changes));

    /// <summary>The answer's parameters from where the response mode puts them; state and issuer are checked.</summary>
    public Dictionary<string, string> Read(Visit visit)
    {
        Dictionary<string, string> answer;
        if (Mode == "form_post")
        {
            var form = Assert.Single(visit.Page!.QuerySelectorAll<IHtmlFormElement>("form#answer"));
            Assert.StartsWith(CertificationPortal.Callback[..23], form.GetAttribute("action"), StringComparison.Ordinal);
            answer = form.QuerySelectorAll<IHtmlInputElement>("input").ToDictionary(i => i.Name!, i => i.Value);
        }
        else
        {
            Assert.StartsWith(CertificationPortal.Callback[..23], visit.LeftFor, StringComparison.Ordinal);
            answer = visit.Answer.ToDictionary();
        }

        Assert.Equal((State, Portal.Issuer), (answer["state"], answer["iss"]));
        if (!answer.ContainsKey("error"))
        {
            CheckFrontChannel(answer);
        }

        return answer;
    }

    /// <summary>Exactly what the response type names, and an ID token that vouches for the rest (Core §3.3.2.11).</summary>
    private void CheckFrontChannel(Dictionary<string, string> answer)
    {
        var words = ResponseType.Split(' ');
        Assert.Equal(words.Contains("code"), answer.ContainsKey("code"));
        Assert.Equal(words.Contains("token"), answer.ContainsKey("access_token"));
        Assert.Equal(words.Contains("id_token"), answer.ContainsKey("id_token"));
        Assert.False(answer.ContainsKey("refresh_token"));
        if (answer.TryGetValue("access_token", out var accessToken))
        {
            Assert.Equal("Bearer", answer["token_type"]);
            Assert.Equal("3600", answer["expires_in"]);
        }

        if (answer.TryGetValue("id_token", out var idToken))
        {
            var token = Verify(idToken);
            Assert.Equal(Nonce, token.GetPayloadValue<string>("nonce"));
            Assert.Equal(HalfHash(accessToken), Text(token, "at_hash"));
            Assert.Equal(HalfHash(answer.GetValueOrDefault("code")), Text(token, "c_hash"));
        }
    }

    private static string? HalfHash(string? value)
        => value is null ? null : Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(value))[..16]);

    private static string? Text(JsonWebToken token, string name)
        => token.TryGetPayloadValue<string>(name, out var value) ? value : null;

    /// <summary>The whole flow, every step checked.</summary>
    public async Task<Answer> TokensAsync(params (string Name, string? Value)[] changes)
    {
        var answer = await AuthorizeAsync(changes);
        var redirect = changes.FirstOrDefault(c => c.Name == "redirect_uri").Value ?? CertificationPortal.Callback;
        var tokens = (await RedeemAsync(answer["code"], redirect)).Ok();
        CheckIdToken(tokens, changes.Any(c => c.Name == "nonce") ? null : Nonce);
        return tokens;
    }

    public Task<Answer> RedeemAsync(string code, string redirectUri = CertificationPortal.Callback) => TokenAsync(
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri),
        ("code_verifier", Verifier));

    public async Task<Answer> TokenAsync(params (string Name, string Value)[] form)
    {
        var posts = ClientId is CertificationPortal.PostClient or CertificationPortal.FrontPostClient;
        var fields = form.Select(f => KeyValuePair.Create(f.Name, f.Value)).ToList();
        if (posts)
        {
            fields.Add(KeyValuePair.Create("client_id", ClientId));
            fields.Add(KeyValuePair.Create("client_secret", CertificationPortal.Secret));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/token") { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Authorization = posts ? null : AppScene.Basic(ClientId, CertificationPortal.Secret);
        return await Answer.OfAsync(await _http.SendAsync(request));
    }

    /// <summary>Userinfo by GET, by POST with the header, or by POST with the token in the body.</summary>
    public async Task<Answer> UserInfoAsync(string accessToken, string how = "get")
    {
        using var request = new HttpRequestMessage(how == "get" ? HttpMethod.Get : HttpMethod.Post, "/userinfo");
        if (how == "post-body")
        {
            request.Content = new FormUrlEncodedContent([KeyValuePair.Create("access_token", accessToken)]);
        }
        else
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        }

        return await Answer.OfAsync(await _http.SendAsync(request));
    }

    /// <summary>The tokens of the whole flow, from wherever the response type puts them.</summary>
    public async Task<Dictionary<string, string>> AnyTokensAsync(params (string Name, string? Value)[] changes)
        => await FinishAsync(
            await AuthorizeAsync(changes),
            changes.FirstOrDefault(c => c.Name == "redirect_uri").Value ?? CertificationPortal.Callback,
            changes.Any(c => c is { Name: "nonce", Value: null }) ? null : Nonce);

    /// <summary>What an answer leads to: its own tokens, or those of its code.</summary>
    public async Task<Dictionary<string, string>> FinishAsync(
        Dictionary<string, string> answer,
        string redirectUri = CertificationPortal.Callback,
        string? nonce = null)
    {
        Assert.False(answer.ContainsKey("error"), answer.GetValueOrDefault("error_description"));
        if (!HasCode)
        {
            return answer;
        }

        var redeemed = (await RedeemAsync(answer["code"], redirectUri)).Ok();
        CheckIdToken(redeemed, nonce);
        return redeemed.Json.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.ToString());
    }

    /// <summary>The claims about the person: of userinfo, and of the ID token where nothing opens userinfo (Core §5.4).</summary>
    public async Task<JsonElement> ClaimsAsync(Dictionary<string, string> tokens)
    {
        if (tokens.TryGetValue("access_token", out var accessToken))
        {
            var given = (await UserInfoAsync(accessToken)).Ok();
            Assert.Equal(portal.Subject, given["sub"]);
            return given.Json;
        }

        return JsonDocument.Parse(Base64UrlEncoder.Decode(tokens["id_token"].Split('.')[1])).RootElement;
    }

    /// <summary>OpenID Connect Core §3.1.3.7: signature by the published keys, and every claim.</summary>
    public JsonWebToken CheckIdToken(Answer tokens, string? nonce)
    {
        var token = Verify(tokens["id_token"]!);
        Assert.Equal(nonce, Text(token, "nonce"));
        Assert.Equal(HalfHash(tokens["access_token"]), token.GetPayloadValue<string>("at_hash"));

        // In the code flow scope claims come from userinfo.
        Assert.DoesNotContain(token.Claims, c => c.Type is "name" or "email" or "address" or "phone_number");
        Assert.Equal("Bearer", tokens["token_type"]);
        Assert.Equal(JsonValueKind.Number, tokens.Json.GetProperty("expires_in").ValueKind);
        return token;
    }

    private JsonWebToken Verify(string idToken)
    {
        var keys = new JsonWebKeySet(_http.GetStringAsync("/.well-known/jwks.json").GetAwaiter().GetResult());
        var checking = new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            idToken,
            new TokenValidationParameters
            {
                ValidIssuer = Portal.Issuer,
                ValidAudience = ClientId,
                IssuerSigningKeys = keys.GetSigningKeys(),
                ValidAlgorithms = [CertificationPortal.AlgorithmOf(ClientId)],
                LifetimeValidator = (_, expires, _, _) => expires > portal.Clock.GetUtcNow().UtcDateTime,
            }).GetAwaiter().GetResult();
        Assert.True(checking.IsValid, checking.Exception?.Message);
        var token = (JsonWebToken)checking.SecurityToken;
        Assert.NotEmpty(token.Kid);
        Assert.Equal(portal.Subject, token.Subject);
        Assert.Equal(portal.Clock.GetUtcNow().ToUnixTimeSeconds(), token.GetPayloadValue<long>("iat"));
        return token;
    }

    public static long AuthTimeOf(Answer tokens) => AuthTimeOf(tokens["id_token"]!);

    public static long AuthTimeOf(string idToken) => new JsonWebToken(idToken).GetPayloadValue<long>("auth_time");

    /// <summary>At the sign-in page: signs in as a person does, and comes back to the request.</summary>
    public async Task<Dictionary<string, string>> SignInAgainAsync(Visit login)
    {
        Assert.Equal((HttpStatusCode.OK, "/login"), (login.Status, login.Address.AbsolutePath));
        return Read(await Browser.SubmitAsync(
            login, ("Input.UserName", CertificationPortal.Person), ("Input.Password", Seed.Password)));
    }
}
