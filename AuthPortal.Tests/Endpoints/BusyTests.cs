using System.Net;
using AuthPortal.Data;
using AuthPortal.Tests.Accounts;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Endpoints;

/// <summary>A portal that can take no more writes says so: to programs as JSON, to people as a page.</summary>
public sealed class BusyTests
{
    [Fact]
    public async Task Programs_get_json_and_people_a_page_and_both_when_to_come_back()
    {
        await using var portal = new Portal();
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        using var client = portal.NewClient();
        using var form = await client.FillAsync(
            "/login", ("Input.UserName", app.User.UserName!), ("Input.Password", Seed.Password));
        await portal.Services.GetRequiredService<WriteQueue>().StopAsync(CancellationToken.None);

        var token = (await app.RedeemAsync(code)).Refused("temporarily_unavailable", 503);
        Assert.Equal("1", token.Headers.RetryAfter?.ToString());

        using var authorize = await client.GetAsync(
            $"/authorize?client_id={app.ClientId}&redirect_uri={AppScene.Redirect}&response_type=code&scope=openid"
            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
        await AssertPageAsync(authorize);
        using var login = await client.PostAsync("/login", form);
        await AssertPageAsync(login);
        Assert.Null(login.SessionOf());
    }

    private static async Task AssertPageAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("1", answer.Headers.RetryAfter?.ToString());
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.DoesNotContain("Exception", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
