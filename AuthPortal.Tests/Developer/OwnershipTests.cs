using System.Net;
using AuthPortal.Accounts;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Developer;

/// <summary>An app is its owner's: to others, developers too, there is no such page and no such act.</summary>
public sealed class OwnershipTests(Portal portal) : IClassFixture<Portal>
{
    public static TheoryData<string> Sections => ["", "/settings", "/branding", "/credentials", "/scopes", "/people", "/errors", "/quick-start", "/danger"];

    [Theory]
    [MemberData(nameof(Sections))]
    public async Task Owners_and_administrators_see_it_and_others_get_404(string section)
    {
        var (clientId, owner, other, admin) = await SceneAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(owner, clientId + section));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, clientId + section));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(other, clientId + section));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(other, "no-such-app" + section));
    }

    [Fact]
    public async Task The_answer_for_a_foreign_app_tells_nothing_of_it()
    {
        var (clientId, _, other, _) = await SceneAsync();
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(other);
        var page = await browser.GoAsync($"/developer/apps/{clientId}");
        Assert.DoesNotContain("Secret Project", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret Project", (await browser.GoAsync("/developer")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_section_is_404()
    {
        var (clientId, owner, _, _) = await SceneAsync();
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(owner, clientId + "/nothing"));
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_led_to_the_sign_in_page()
    {
        var (clientId, _, _, _) = await SceneAsync();
        using var browser = new Browser(portal);
        Assert.Equal("/login", (await browser.GoAsync($"/developer/apps/{clientId}")).Address.AbsolutePath);
    }

    [Fact]
    public async Task No_act_of_somebody_else_reaches_it()
    {
        var (clientId, _, other, _) = await SceneAsync();
        var stranger = new AppActor(await UserIdAsync(other), IsAdministrator: false);
        var editor = portal.Services.GetRequiredService<ClientEditor>();
        var owned = portal.Services.GetRequiredService<OwnedApps>();
        Assert.Null(await owned.FindAsync(clientId, stranger, CancellationToken.None));
        Assert.Null(await owned.ImpactAsync(clientId, stranger, CancellationToken.None));
        Assert.Null(await editor.DeleteAsync(stranger, clientId, CancellationToken.None));
        Assert.True(await portal.ReadAsync(db => db.Clients.AnyAsync(c => c.Id == clientId)));
    }

    private async Task<HttpStatusCode> StatusAsync(string userName, string address)
    {
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(userName);
        return (await browser.GoAsync($"/developer/apps/{address}")).Status;
    }

    private Task<string> UserIdAsync(string userName)
        => portal.ReadAsync(db => db.Users.Where(u => u.UserName == userName).Select(u => u.Id).FirstAsync());

    private async Task<(string ClientId, string Owner, string Other, string Admin)> SceneAsync()
    {
        var name = Tokens.AppScene.NextName();
        var owner = await portal.AddUserAsync("owner-" + name, Roles.Developer);
        await portal.AddUserAsync("other-" + name, Roles.Developer);
        await portal.AddUserAsync("admin-" + name, Roles.Admin);
        await portal.AddClientAsync(
            name,
            new ClientMetadata { ClientName = "Secret Project", RedirectUris = ["https://a.example.test/cb"], Scope = "openid" },
            "secret-value",
            owner.Id);
        return (name, owner.UserName!, "other-" + name, "admin-" + name);
    }
}
