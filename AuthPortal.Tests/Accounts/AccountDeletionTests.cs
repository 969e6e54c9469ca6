using System.Net;
using AuthPortal.Accounts;
using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

/// <summary>An account that its person deletes is gone, with all that hung on it, and nobody else's is touched.</summary>
public sealed class AccountDeletionTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task It_says_in_numbers_what_goes_and_then_it_is_gone()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { BackchannelLogoutUri = "https://app.example.test/bcl" });
        var other = await AppScene.CreateAsync(portal);
        var (mine, theirs) = (await app.TokensAsync(), await other.TokensAsync());
        await portal.AddClientAsync("own-app", new ClientMetadata { ClientName = "Own" }, "a-secret", app.User.Id);
        await portal.AddGrantAsync(other.User.Id, "own-app", "openid");
        using var browser = new Browser(portal);
        await browser.SignInAsync(app.User.UserName!);

        var page = await browser.GoAsync("/account/delete");
        var words = page.Page!.QuerySelector(".goes")!.TextContent;
        Assert.Contains("Connected apps: 1. Sign-ins of theirs that end: 1", words, StringComparison.Ordinal);
        Assert.Contains("Apps that you registered: 1. Other people who use them: 1", words, StringComparison.Ordinal);
        var done = await browser.SubmitAsync(page, MainForm(page), ("confirm", app.User.UserName!));

        Assert.Equal("/signed-out", done.Address.AbsolutePath);
        Assert.Equal("/login", (await browser.GoAsync("/account")).Address.AbsolutePath);
        (await app.RefreshAsync(mine.GetProperty("refresh_token").GetString()!)).Refused("invalid_grant");
        (await app.UserInfoAsync(mine.GetProperty("access_token").GetString()!)).Refused("invalid_token", 401);
        (await other.UserInfoAsync(theirs.GetProperty("access_token").GetString()!)).Ok();
        await NothingIsLeftAsync(app.User.Id);
        Assert.False(await portal.ReadAsync(db => db.Clients.AnyAsync(c => c.Id == "own-app")));
        var notice = await portal.ReadAsync(db => db.LogoutNotices.SingleAsync(n => n.Subject == app.User.Id));
        Assert.Equal(app.ClientId, notice.ClientId);
        using var again = portal.NewClient();
        Assert.Null((await again.SignInAsync(app.User.UserName!)).SessionOf());
        await portal.AddUserAsync(app.User.UserName!);
    }

    [Fact]
    public async Task An_old_sign_in_is_not_enough()
    {
        var user = await portal.AddUserAsync("stale");
        using var browser = new Browser(portal);
        await browser.SignInAsync("stale");
        var form = await browser.GoAsync("/account/delete");
        portal.Clock.Advance(TimeSpan.FromMinutes(11));
        var page = await browser.GoAsync("/account/delete");
        Assert.Null(page.Page!.QuerySelector("input[name='confirm']"));
        Assert.Equal("/login?again=1&returnUrl=%2Faccount%2Fdelete", (await browser.SubmitAsync(page, FormIn(page))).Address.PathAndQuery);
        var late = await browser.SubmitAsync(form, MainForm(form), ("confirm", "stale"));
        Assert.Equal("/login", late.Address.AbsolutePath);
        Assert.True(await portal.ReadAsync(db => db.Users.AnyAsync(u => u.Id == user.Id)));
        var again = await browser.SubmitAsync(late, ("Input.UserName", "stale"), ("Input.Password", Seed.Password));
        Assert.NotNull(again.Page!.QuerySelector("input[name='confirm']"));
    }

    [Fact]
    public async Task Where_there_is_a_second_factor_the_password_alone_is_not_enough()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "two-factors");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("two-factors");
        var page = await browser.GoAsync("/account/delete");
        Assert.Null(page.Page!.QuerySelector("input[name='confirm']"));
        await browser.SubmitAsync(page, FormIn(page), ("confirm", "two-factors"));
        Assert.True(await portal.ReadAsync(db => db.Users.AnyAsync(u => u.Id == phone.User.Id)));
    }

    [Fact]
    public async Task An_app_that_others_own_as_well_goes_on_under_the_one_who_has_been_there_longest()
    {
        var leaver = await portal.AddUserAsync("leaver");
        foreach (var id in new[] { "stays", "goes" })
        {
            await portal.AddClientAsync(id, new ClientMetadata { ClientName = "App " + id }, "a-secret", leaver.Id);
        }

        await AddMemberAsync("viewer", "stays", ClientRole.Viewer, days: 0);
        await AddMemberAsync("younger", "stays", ClientRole.Owner, days: 2);
        await AddMemberAsync("elder", "stays", ClientRole.Owner, days: 1);
        await AddMemberAsync("onlooker", "goes", ClientRole.Viewer, days: 0);
        using var browser = new Browser(portal);
        await browser.SignInAsync("leaver");
        var page = await browser.GoAsync("/account/delete");
        var lists = page.Page!.QuerySelectorAll("ul.goes");
        Assert.Contains("App goes · people who use it: 1", lists[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("App stays · elder answers for it", lists[1].TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync(page, MainForm(page), ("confirm", "leaver"));

        var left = await portal.ReadAsync(db => db.Clients.Include(c => c.Owner).Include(c => c.Members).ThenInclude(m => m.User)
            .SingleAsync(c => c.Id == "stays" || c.Id == "goes"));
        Assert.Equal(("stays", "elder"), (left.Id, left.Owner?.UserName));
        Assert.Equal(["viewer", "younger"], left.Members.Select(m => m.User!.UserName).Order());
        Assert.Equal(3, await portal.ReadAsync(db => db.Grants.CountAsync(g => g.ClientId == "stays")));
        var told = await portal.ReadAsync(db => db.AuditEvents.SingleAsync(e => e.Type == AuditEventType.ClientInherited));
        Assert.Equal((left.OwnerId, "stays"), (told.UserId, told.ClientId));
        Assert.Equal(left.OwnerId, (await portal.Services.GetRequiredService<ClientRegistry>().FindAsync("stays", default))?.OwnerId);
        await NothingIsLeftAsync(leaver.Id);
    }

    [Fact]
    public async Task Another_name_deletes_nothing()
    {
        var user = await portal.AddUserAsync("typed");
        using var browser = new Browser(portal);
        await browser.SignInAsync("typed");
        var page = await browser.GoAsync("/account/delete");
        var refused = await browser.SubmitAsync(page, MainForm(page), ("confirm", "typo"));
        Assert.Equal(HttpStatusCode.OK, refused.Status);
        Assert.Contains("This is not your user name.", refused.Text, StringComparison.Ordinal);
        Assert.True(await portal.ReadAsync(db => db.Users.AnyAsync(u => u.Id == user.Id)));
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        var first = await portal.AddUserAsync("root-1", Roles.Admin);
        var ending = portal.Services.GetRequiredService<AccountEnding>();
        Assert.Null(await ending.DeleteAsync(first.Id));
        using var browser = new Browser(portal);
        await browser.SignInAsync("root-1");
        Assert.Contains("You are the only administrator.", (await browser.GoAsync("/account/delete")).Text, StringComparison.Ordinal);
        var second = await portal.AddUserAsync("root-2", Roles.Admin);
        Assert.NotNull(await ending.DeleteAsync(first.Id));
        Assert.Null(await ending.DeleteAsync(second.Id));
        Assert.Null(await ending.DeleteAsync("nobody"));
    }

    /// <summary>Somebody who works on an app and uses it.</summary>
    private async Task AddMemberAsync(string userName, string clientId, ClientRole role, int days)
    {
        var member = await portal.AddUserAsync(userName);
        var since = portal.Clock.GetUtcNow().AddDays(days);
        await portal.WriteAsync(db =>
        {
            db.ClientMembers.Add(new ClientMember { ClientId = clientId, UserId = member.Id, Role = role, Since = since });
            return Task.CompletedTask;
        });
        await portal.AddGrantAsync(member.Id, clientId, "openid");
    }

    /// <summary>In no column of any table that speaks of people.</summary>
    private async Task NothingIsLeftAsync(string userId) => await portal.ReadAsync(async db =>
    {
        foreach (var property in db.Model.GetEntityTypes().SelectMany(t => t.GetProperties())
            .Where(p => p.Name is "UserId" or "OwnerId" || (p.Name == "Id" && p.DeclaringType.ClrType == typeof(AuthPortal.Data.Entities.User))))
        {
            var table = ((Microsoft.EntityFrameworkCore.Metadata.IEntityType)property.DeclaringType).GetTableName();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            await db.Database.OpenConnectionAsync();
#pragma warning disable CA2100 // Names of the model, not of a request.
            command.CommandText = $"SELECT COUNT(*) FROM \"{table}\" WHERE \"{property.GetColumnName()}\" = $id";
#pragma warning restore CA2100
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("$id", userId);
            command.Parameters.Add(parameter);
            Assert.Equal((table, 0L), (table, await command.ExecuteScalarAsync()));
        }

        return true;
    });

    private static AngleSharp.Html.Dom.IHtmlFormElement FormIn(Visit page)
        => (AngleSharp.Html.Dom.IHtmlFormElement)page.Page!.QuerySelector("main form")!;

    private static AngleSharp.Html.Dom.IHtmlFormElement MainForm(Visit page)
        => (AngleSharp.Html.Dom.IHtmlFormElement)page.Page!.QuerySelector("input[name='confirm']")!.Closest("form")!;
}
