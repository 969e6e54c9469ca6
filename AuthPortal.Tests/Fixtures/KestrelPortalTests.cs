using System.Text.Json;

namespace AuthPortal.Tests.Fixtures;

public sealed class KestrelPortalTests(KestrelPortal portal) : IClassFixture<KestrelPortal>
{
    [Fact]
    public async Task It_answers_at_its_issuer()
    {
        using var http = new HttpClient();
        var metadata = await http.GetFromJsonAsync<JsonElement>($"{portal.Root}/.well-known/openid-configuration");
        Assert.Equal(portal.Root, metadata.GetProperty("issuer").GetString());
    }

    [Fact]
    public async Task A_person_signs_in_over_a_socket()
    {
        await portal.AddUserAsync("socket");
        using var browser = new Browser(portal);
        await browser.SignInAsync("socket");
        Assert.Equal("/apps", (await browser.GoAsync("/apps")).Address.AbsolutePath);
    }
}
