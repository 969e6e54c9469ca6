using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Endpoints;

/// <summary>RFC 6750 §2 and §3: one token, in one way, and a refusal that says how to ask.</summary>
public sealed class Rfc6750BearerTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData("Bearer")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Negotiate x")]
    [InlineData("bearertoken")]
    [InlineData("{token}")]
    public async Task What_is_no_bearer_token_counts_as_none(string header)
    {
        var (app, token) = await SceneAsync();
        var answer = await GetAsync(app, header.Replace("{token}", token, StringComparison.Ordinal));
        Assert.Equal(401, answer.Status);
        Assert.StartsWith(
            "Bearer realm=\"AuthPortal\", resource_metadata=",
            answer.Headers.WwwAuthenticate.ToString(),
            StringComparison.Ordinal);
        Assert.Null(answer["error"]);
        Assert.Null(answer["sub"]);
    }

    [Theory]
    [InlineData("Bearer {token} x")]
    [InlineData("Bearer {token},Bearer {token}")]
    [InlineData("Bearer \"{token}\"")]
    [InlineData("Bearer {token}=")]
    [InlineData("Bearer token={token}")]
    public async Task A_token_with_anything_beside_it_is_invalid(string header)
    {
        var (app, token) = await SceneAsync();
        var answer = await GetAsync(app, header.Replace("{token}", token, StringComparison.Ordinal));
        answer.Refused("invalid_token", 401);
        Assert.Matches("^Bearer realm=\"AuthPortal\", error=\"invalid_token\", error_description=\"[^\"\\\\]+\", ",
            answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Two_headers_are_invalid_request()
    {
        var (app, token) = await SceneAsync();
        (await GetAsync(app, "Bearer " + token, "Bearer " + token)).Refused("invalid_request");
    }

    [Fact]
    public async Task A_refresh_token_an_id_token_and_a_code_are_no_access_tokens()
    {
        var app = await AppScene.CreateAsync(portal);
        var tokens = await app.TokensAsync();
        string[] others =
        [
            tokens.GetProperty("refresh_token").GetString()!, tokens.GetProperty("id_token").GetString()!,
            await app.CodeAsync(), app.Secret!,
        ];
        foreach (var other in others)
        {
            (await app.UserInfoAsync(other)).Refused("invalid_token", 401);
        }
    }

    [Fact]
    public async Task A_token_in_the_query_is_not_read_even_beside_a_form()
    {
        var (app, token) = await SceneAsync();
        using var form = new FormUrlEncodedContent([]);
        var answer = await Answer.OfAsync(await app.Http.PostAsync("/userinfo?access_token=" + token, form));
        Assert.Equal(401, answer.Status);
    }

    private async Task<(AppScene App, string Token)> SceneAsync()
    {
        var app = await AppScene.CreateAsync(portal);
        return (app, (await app.TokensAsync()).GetProperty("access_token").GetString()!);
    }

    private static async Task<Answer> GetAsync(AppScene app, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/userinfo");
        foreach (var header in headers)
        {
            request.Headers.TryAddWithoutValidation("Authorization", header);
        }

        return await Answer.OfAsync(await app.Http.SendAsync(request));
    }
}
