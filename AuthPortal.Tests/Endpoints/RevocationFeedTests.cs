using System.Net;
using System.Text.Json;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using AuthPortal.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Endpoints;

/// <summary>The feed of revocations: signed, with ETag, as events, and silent about people.</summary>
public sealed class RevocationFeedTests : IAsyncLifetime
{
    private readonly Portal _portal = new();
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _http = _portal.NewClient();
        await _portal.AddScopeAsync("notes.read", "Read");
        await _portal.AddClientAsync(
            "machine",
            new ClientMetadata { GrantTypes = ["client_credentials"], ResponseTypes = [], Scope = "notes.read" },
            "a-secret");
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task A_revoked_token_is_in_it_by_its_jti_and_nothing_else()
    {
        var token = await RevokedAsync();
        var feed = await FeedAsync(0);
        var entry = Assert.Single(feed.GetPayloadValue<JsonElement>("revocations").EnumerateArray());
        Assert.Equal(("jti", new JsonWebToken(token).Id), (entry.GetProperty("claim").GetString(), entry.GetProperty("value").GetString()));
        Assert.Equal(["at", "claim", "exp", "value"], entry.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(["from", "iat", "iss", "revocations", "to"], Members(feed));
    }

    [Fact]
    public async Task It_is_signed_by_a_published_key_and_has_a_type_of_its_own()
    {
        await RevokedAsync();
        var feed = await FeedAsync(0);
        var keys = new JsonWebKeySet(await _http.GetStringAsync("/.well-known/jwks.json"));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(feed.EncodedToken, new TokenValidationParameters
        {
            ValidIssuer = Portal.Issuer,
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidTypes = [SignedRevocations.Type],
#pragma warning disable CA5404 // The feed is for everybody and has no end.
            ValidateAudience = false,
            RequireExpirationTime = false,
#pragma warning restore CA5404
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        var asToken = await AskAsync("/introspect", ("token", feed.EncodedToken));
        Assert.False(asToken.GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task Who_has_seen_it_gets_what_came_after()
    {
        await RevokedAsync();
        var first = await FeedAsync(0);
        var seen = first.GetPayloadValue<long>("to");
        Assert.Empty((await FeedAsync(seen)).GetPayloadValue<JsonElement>("revocations").EnumerateArray());
        var token = await RevokedAsync();
        var entry = Assert.Single((await FeedAsync(seen)).GetPayloadValue<JsonElement>("revocations").EnumerateArray());
        Assert.Equal(new JsonWebToken(token).Id, entry.GetProperty("value").GetString());
        Assert.Equal(2, (await FeedAsync(seen + 1000)).GetPayloadValue<JsonElement>("revocations").GetArrayLength());
    }

    [Fact]
    public async Task Nothing_new_is_304()
    {
        await RevokedAsync();
        var first = await _http.GetAsync("/revocations");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/revocations");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await _http.SendAsync(again)).StatusCode);
        await RevokedAsync();
        using var later = new HttpRequestMessage(HttpMethod.Get, "/revocations");
        later.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.OK, (await _http.SendAsync(later)).StatusCode);
    }

    [Fact]
    public async Task What_has_expired_is_left_out()
    {
        await RevokedAsync();
        _portal.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty((await FeedAsync(0)).GetPayloadValue<JsonElement>("revocations").EnumerateArray());
    }

    [Theory]
    [InlineData("?since=x")]
    [InlineData("?since=-1")]
    [InlineData("?since=1&since=2")]
    [InlineData("?since=99999999999999999999")]
    public async Task A_place_that_is_none_is_refused(string query)
    {
        var answer = await _http.GetAsync("/revocations" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("invalid_request", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_come_as_they_happen_and_go_on_where_a_reader_stood()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/revocations");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(0, (await EventAsync(reader)).GetPayloadValue<JsonElement>("revocations").GetArrayLength());
        var token = await RevokedAsync();
        var told = await EventAsync(reader);
        Assert.Equal(
            new JsonWebToken(token).Id,
            Assert.Single(told.GetPayloadValue<JsonElement>("revocations").EnumerateArray()).GetProperty("value").GetString());

        using var back = new HttpRequestMessage(HttpMethod.Get, "/revocations");
        back.Headers.Accept.ParseAdd("text/event-stream");
        back.Headers.Add("Last-Event-ID", told.GetPayloadValue<long>("to").ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var resumed = await _http.SendAsync(back, HttpCompletionOption.ResponseHeadersRead);
        using var rest = new StreamReader(await resumed.Content.ReadAsStreamAsync());
        Assert.Equal(0, (await EventAsync(rest)).GetPayloadValue<JsonElement>("revocations").GetArrayLength());
    }

    private static async Task<JsonWebToken> EventAsync(StreamReader reader)
    {
        while (true)
        {
            var line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
            if (line?.StartsWith("data: ", StringComparison.Ordinal) == true)
            {
                return new JsonWebToken(line["data: ".Length..]);
            }
        }
    }

    private static IEnumerable<string> Members(JsonWebToken jwt)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.Decode(jwt.EncodedPayload));
        return [.. payload.RootElement.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)];
    }

    private async Task<JsonWebToken> FeedAsync(long since)
        => new(await _http.GetStringAsync($"/revocations?since={since}"));

    private async Task<string> RevokedAsync()
    {
        var token = (await AskAsync("/token", ("grant_type", "client_credentials"))).GetProperty("access_token").GetString()!;
        var feed = _portal.Services.GetRequiredService<RevocationFeed>();
        var before = feed.Last;
        await AskAsync("/revoke", ("token", token));
        for (var i = 0; i < 500 && feed.Last == before; i++)
        {
            _portal.Clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(10);
        }

        return token;
    }

    private async Task<JsonElement> AskAsync(string path, params (string Key, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = AppScene.Basic("machine", "a-secret");
        request.Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Key, f.Value)));
        var text = await (await _http.SendAsync(request)).Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
