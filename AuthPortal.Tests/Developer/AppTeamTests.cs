using System.Net;
using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Developer;

/// <summary>Several people on one app: who may look, who may change, who may give it away, and who sees nothing.</summary>
public sealed class AppTeamTests(Portal portal) : IClassFixture<Portal>
{
    private AppTeam Team => portal.Services.GetRequiredService<AppTeam>();

    private AppInvitations Invitations => portal.Services.GetRequiredService<AppInvitations>();

    private ClientEditor Editor => portal.Services.GetRequiredService<ClientEditor>();

    private OwnedApps Owned => portal.Services.GetRequiredService<OwnedApps>();

    [Fact]
    public async Task An_invitation_is_taken_by_the_person_of_that_address_and_by_nobody_else()
    {
        var scene = await SceneAsync();
        Assert.Equal(InviteOutcome.Done, await InviteAsync(scene, scene.Other.Email!.ToUpperInvariant(), ClientRole.Viewer));
        var invitation = Assert.Single(await Invitations.OfAsync(scene.Other.Id, default));
        Assert.Empty(await Invitations.OfAsync(scene.Stranger.Id, default));
        Assert.False(await Invitations.AnswerAsync(scene.Stranger.Id, invitation.Id, accept: true, default));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(scene.Stranger, scene.ClientId));

        Assert.True(await Invitations.AnswerAsync(scene.Other.Id, invitation.Id, accept: true, default));
        Assert.False(await Invitations.AnswerAsync(scene.Other.Id, invitation.Id, accept: true, default));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(scene.Other, scene.ClientId));
        Assert.Contains(await Owned.ListAsync(scene.Other.Id, default), a => a.ClientId == scene.ClientId);
    }

    [Fact]
    public async Task An_address_that_is_not_confirmed_takes_no_invitation()
    {
        var scene = await SceneAsync();
        await portal.WriteAsync(db => db.Users.Where(u => u.Id == scene.Other.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.EmailConfirmed, false)));
        await InviteAsync(scene, scene.Other.Email!, ClientRole.Owner);
        Assert.Empty(await Invitations.OfAsync(scene.Other.Id, default));
        var id = await portal.ReadAsync(db => db.ClientInvitations.Where(i => i.ClientId == scene.ClientId).Select(i => i.Id).SingleAsync());
        Assert.False(await Invitations.AnswerAsync(scene.Other.Id, id, accept: true, default));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(scene.Other, scene.ClientId));
    }

    [Fact]
    public async Task An_invitation_ends_after_fourteen_days_and_a_declined_one_is_gone()
    {
        var scene = await SceneAsync();
        await InviteAsync(scene, scene.Other.Email!, ClientRole.Owner);
        var invitation = Assert.Single(await Invitations.OfAsync(scene.Other.Id, default));
        Assert.True(await Invitations.AnswerAsync(scene.Other.Id, invitation.Id, accept: false, default));
        Assert.False(await portal.ReadAsync(db => db.ClientMembers.AnyAsync(m => m.ClientId == scene.ClientId)));

        await InviteAsync(scene, scene.Other.Email!, ClientRole.Owner);
        portal.Clock.Advance(AppInvitations.Life);
        Assert.Empty(await Invitations.OfAsync(scene.Other.Id, default));
    }

    [Fact]
    public async Task A_viewer_sees_all_and_changes_nothing()
    {
        var scene = await SceneAsync();
        var viewer = await JoinAsync(scene, ClientRole.Viewer);
        var details = await Owned.FindAsync(scene.ClientId, viewer, default);
        Assert.NotNull(details);
        Assert.False(details.MayChange);
        Assert.IsType<EditOutcome.Missing>(await Editor.ChangeAsync(
            viewer, scene.ClientId, details.App.Metadata with { ClientName = "Mine" }, details.Version, default));
        Assert.IsType<EditOutcome.Missing>(await portal.Services.GetRequiredService<SecretEditor>()
            .AddAsync(viewer, scene.ClientId, "mine", OldSecrets.EndNow, default));
        Assert.False(await portal.Services.GetRequiredService<SecretEditor>()
            .RevokeAsync(viewer, scene.ClientId, details.Secrets[0].Id, default));
        Assert.Null(await Editor.DeleteAsync(viewer, scene.ClientId, default));
        Assert.Equal(InviteOutcome.Missing, await Invitations.InviteAsync(viewer, scene.ClientId, "x@example.test", ClientRole.Owner, default));
        Assert.False(await Team.TransferAsync(viewer, scene.ClientId, viewer.UserId, default));
        Assert.False(await Team.RemoveAsync(viewer, scene.ClientId, scene.Owner.Id, default));
        Assert.Equal("Shared", (await Owned.FindAsync(scene.ClientId, viewer, default))!.App.Name);
    }

    [Fact]
    public async Task A_second_owner_changes_it_but_neither_deletes_nor_gives_it_away()
    {
        var scene = await SceneAsync();
        var second = await JoinAsync(scene, ClientRole.Owner);
        var details = (await Owned.FindAsync(scene.ClientId, second, default))!;
        Assert.Equal((true, false), (details.MayChange, details.MayGiveAway));
        Assert.IsType<EditOutcome.Done>(await Editor.ChangeAsync(
            second, scene.ClientId, details.App.Metadata with { ClientName = "Renamed" }, details.Version, default));
        Assert.Null(await Editor.DeleteAsync(second, scene.ClientId, default));
        Assert.False(await Team.TransferAsync(second, scene.ClientId, second.UserId, default));
        Assert.True(await portal.ReadAsync(db => db.Clients.AnyAsync(c => c.Id == scene.ClientId && c.OwnerId == scene.Owner.Id)));
    }

    [Fact]
    public async Task Handing_over_swaps_who_answers_and_is_in_the_audit_log_with_before_and_after()
    {
        var scene = await SceneAsync();
        var second = await JoinAsync(scene, ClientRole.Viewer);
        Assert.False(await Team.TransferAsync(scene.Actor, scene.ClientId, scene.Stranger.Id, default));
        Assert.True(await Team.TransferAsync(scene.Actor, scene.ClientId, second.UserId, default));
        Assert.True((await Owned.FindAsync(scene.ClientId, second, default))!.MayGiveAway);
        var old = (await Owned.FindAsync(scene.ClientId, scene.Actor, default))!;
        Assert.Equal((true, false), (old.MayChange, old.MayGiveAway));
        var happened = await portal.ReadAsync(db => db.AuditEvents
            .SingleAsync(e => e.ClientId == scene.ClientId && e.Type == AuditEventType.ClientTransferred));
        Assert.Equal((scene.Owner.Id, second.UserId), (happened.Data["owner.before"], happened.Data["owner.after"]));
    }

    [Fact]
    public async Task Who_was_removed_or_left_meets_404_at_once()
    {
        var scene = await SceneAsync();
        await JoinAsync(scene, ClientRole.Owner);
        Assert.True(await Team.RemoveAsync(scene.Actor, scene.ClientId, scene.Other.Id, default));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(scene.Other, scene.ClientId));
        var again = await JoinAsync(scene, ClientRole.Viewer);
        Assert.True(await Team.RemoveAsync(again, scene.ClientId, again.UserId, default));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(scene.Other, scene.ClientId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no address")]
    [InlineData("@example.test")]
    [InlineData("a@")]
    public async Task What_is_no_address_is_not_invited(string email)
    {
        var scene = await SceneAsync();
        Assert.Equal(InviteOutcome.NoAddress, await InviteAsync(scene, email, ClientRole.Viewer));
    }

    private Task<InviteOutcome> InviteAsync(Scene scene, string email, ClientRole role)
        => Invitations.InviteAsync(scene.Actor, scene.ClientId, email, role, default);

    private async Task<AppActor> JoinAsync(Scene scene, ClientRole role)
    {
        await InviteAsync(scene, scene.Other.Email!, role);
        var invitation = Assert.Single(await Invitations.OfAsync(scene.Other.Id, default));
        Assert.True(await Invitations.AnswerAsync(scene.Other.Id, invitation.Id, accept: true, default));
        return new AppActor(scene.Other.Id, IsAdministrator: false);
    }

    private async Task<HttpStatusCode> StatusAsync(User user, string clientId)
    {
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(user.UserName!);
        return (await browser.GoAsync($"/developer/apps/{clientId}")).Status;
    }

    private async Task<Scene> SceneAsync()
    {
        var name = Tokens.AppScene.NextName();
        var owner = await portal.AddUserAsync("owner-" + name);
        var scene = new Scene(
            name, owner, await portal.AddUserAsync("other-" + name), await portal.AddUserAsync("stranger-" + name));
        await portal.AddClientAsync(
            name,
            new ClientMetadata { ClientName = "Shared", RedirectUris = ["https://a.example.test/cb"], Scope = "openid" },
            "secret-value",
            owner.Id);
        return scene;
    }

    private sealed record Scene(string ClientId, User Owner, User Other, User Stranger)
    {
        public AppActor Actor => new(Owner.Id, IsAdministrator: false);
    }
}
