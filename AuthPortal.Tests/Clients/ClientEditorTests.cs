using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Clients;

public sealed class ClientEditorTests : IDisposable
{
    private static readonly ClientMetadata Notes = AppKinds.Template(AppKind.WebServer) with
    {
        ClientName = "Notes",
        RedirectUris = ["https://notes.test/cb"],
        Scope = "openid profile",
    };

    private readonly Portal _portal = new();

    public void Dispose() => _portal.Dispose();

    private AppApprovals Approvals => _portal.Services.GetRequiredService<AppApprovals>();

    [Fact]
    public async Task A_registered_app_can_authenticate_with_the_secret_that_is_stored_nowhere()
    {
        var done = await RegisterAsync(await OwnerAsync());
        Assert.True((await AuthenticateAsync(done.ClientId, done.Secret!)).IsOk);
        var files = Directory.GetFiles(_portal.Folder, "authportal.db*");
        Assert.All(files, file => Assert.DoesNotContain(done.Secret!, File.ReadAllText(file), StringComparison.Ordinal));
        Assert.Equal([AuditEventType.ClientRegistered], await EventsAsync(done.ClientId));
    }

    [Theory]
    [InlineData(AppKind.WebServer, true)]
    [InlineData(AppKind.SinglePage, false)]
    [InlineData(AppKind.Native, false)]
    [InlineData(AppKind.Machine, true)]
    public async Task Each_kind_registers_and_is_told_apart_again(AppKind kind, bool secret)
    {
        var metadata = AppKinds.Template(kind) with { ClientName = "App" };
        var done = await RegisterAsync(
            await OwnerAsync(),
            kind == AppKind.Machine ? metadata : metadata with { RedirectUris = ["https://app.test/cb"] });
        Assert.Equal(secret, done.Secret is not null);
        Assert.Equal(kind, (await FindAsync(done.ClientId, await OwnerAsync()))!.App.Kind);
    }

    [Fact]
    public async Task A_refused_registration_stores_nothing()
    {
        var outcome = await Editor.RegisterAsync(
            await OwnerAsync(), Notes with { RedirectUris = ["http://notes.test"] }, ClientSource.Form, default);
        Assert.Equal("UriPlainHttp", Assert.Single(Assert.IsType<EditOutcome.Refused>(outcome).Violations).Rule);
        Assert.Equal(0, await _portal.ReadAsync(db => db.Clients.CountAsync()));
        Assert.Equal(0, await _portal.ReadAsync(db => db.AuditEvents.CountAsync()));
    }

    [Fact]
    public async Task A_change_is_seen_at_once_and_written_down_with_both_values()
    {
        var owner = await OwnerAsync();
        var done = await RegisterAsync(owner);
        Assert.Equal("Notes", (await Registry.FindAsync(done.ClientId, default))!.Name);
        var seen = await FindAsync(done.ClientId, owner);
        var changed = await Editor.ChangeAsync(
            owner, done.ClientId, Notes with { ClientName = "Notes 2" }, seen!.Version, default);
        Assert.IsType<EditOutcome.Done>(changed);
        Assert.Equal("Notes 2", (await Registry.FindAsync(done.ClientId, default))!.Name);
        var data = await _portal.ReadAsync(db => db.AuditEvents
            .Where(e => e.Type == AuditEventType.ClientChanged).Select(e => e.Data).SingleAsync());
        Assert.Equal("\"Notes\"", data["client_name.before"]);
        Assert.Equal("\"Notes 2\"", data["client_name.after"]);
        Assert.DoesNotContain("scope.before", data.Keys);
    }

    [Fact]
    public async Task Of_two_changes_of_the_same_version_the_second_is_a_conflict()
    {
        var owner = await OwnerAsync();
        var done = await RegisterAsync(owner);
        var seen = (await FindAsync(done.ClientId, owner))!.Version;
        Assert.IsType<EditOutcome.Done>(
            await Editor.ChangeAsync(owner, done.ClientId, Notes with { ClientName = "A" }, seen, default));
        Assert.IsType<EditOutcome.Conflict>(
            await Editor.ChangeAsync(owner, done.ClientId, Notes with { ClientName = "B" }, seen, default));
        Assert.Equal("A", (await FindAsync(done.ClientId, owner))!.App.Name);
    }

    [Fact]
    public async Task For_another_developer_the_app_does_not_exist()
    {
        var done = await RegisterAsync(await OwnerAsync());
        var other = new AppActor((await _portal.AddUserAsync("other")).Id, false);
        var version = (await FindAsync(done.ClientId, await OwnerAsync()))!.Version;
        var secretId = await _portal.ReadAsync(db => db.ClientSecrets.Select(s => s.Id).SingleAsync());
        Assert.Null(await FindAsync(done.ClientId, other));
        Assert.Null(await Owned.ImpactAsync(done.ClientId, other, default));
        Assert.IsType<EditOutcome.Missing>(
            await Editor.ChangeAsync(other, done.ClientId, Notes with { ClientName = "Mine" }, version, default));
        Assert.IsType<EditOutcome.Missing>(
            await SecretsOf.AddAsync(other, done.ClientId, null, OldSecrets.EndNow, default));
        Assert.False(await SecretsOf.RevokeAsync(other, done.ClientId, secretId, default));
        Assert.False(await Approvals.VerifyAsync(other, done.ClientId, true, default));
        Assert.Null(await Editor.DeleteAsync(other, done.ClientId, default));
        Assert.Empty(await Owned.ListAsync(other.UserId, default));
        Assert.True((await AuthenticateAsync(done.ClientId, done.Secret!)).IsOk);
        Assert.Equal([AuditEventType.ClientRegistered], await EventsAsync(done.ClientId));
    }

    [Fact]
    public async Task An_administrator_may_do_what_the_owner_may()
    {
        var done = await RegisterAsync(await OwnerAsync());
        var admin = new AppActor((await _portal.AddUserAsync("root")).Id, true);
        var seen = await FindAsync(done.ClientId, admin);
        Assert.IsType<EditOutcome.Done>(
            await Editor.ChangeAsync(admin, done.ClientId, Notes with { SkipConsent = true }, seen!.Version, default));
        Assert.True((await Registry.FindAsync(done.ClientId, default))!.SkipsConsent);
        Assert.True(await Approvals.VerifyAsync(admin, done.ClientId, true, default));
        Assert.True((await Registry.FindAsync(done.ClientId, default))!.Verified);
    }

    [Fact]
    public async Task An_owners_new_redirect_uri_ends_what_an_administrator_vouched_for()
    {
        var owner = await OwnerAsync();
        var done = await RegisterAsync(owner);
        var admin = new AppActor((await _portal.AddUserAsync("root")).Id, true);
        var trusted = Notes with { SkipConsent = true };
        await Editor.ChangeAsync(admin, done.ClientId, trusted, (await FindAsync(done.ClientId, admin))!.Version, default);
        await Approvals.VerifyAsync(admin, done.ClientId, true, default);

        await ChangeAsync(trusted with { TosUri = "https://notes.test/terms" });
        var client = await Registry.FindAsync(done.ClientId, default);
        Assert.True(client!.SkipsConsent);
        Assert.True(client.Verified);

        await ChangeAsync(trusted with { RedirectUris = ["https://elsewhere.test/cb"] });
        client = await Registry.FindAsync(done.ClientId, default);
        Assert.False(client!.SkipsConsent);
        Assert.False(client.Verified);

        async Task ChangeAsync(ClientMetadata metadata)
        {
            var version = (await FindAsync(done.ClientId, owner))!.Version;
            Assert.IsType<EditOutcome.Done>(
                await Editor.ChangeAsync(owner, done.ClientId, metadata, version, default));
        }
    }

    [Theory]
    [InlineData(OldSecrets.Keep, true, true)]
    [InlineData(OldSecrets.EndInADay, true, false)]
    [InlineData(OldSecrets.EndNow, false, false)]
    public async Task A_new_secret_overlaps_the_old_one_as_chosen(OldSecrets old, bool now, bool tomorrow)
    {
        var owner = await OwnerAsync();
        var done = await RegisterAsync(owner);
        Assert.True((await AuthenticateAsync(done.ClientId, done.Secret!)).IsOk);
        var added = Assert.IsType<EditOutcome.Done>(
            await SecretsOf.AddAsync(owner, done.ClientId, "rotation", old, default));
        Assert.True((await AuthenticateAsync(done.ClientId, added.Secret!)).IsOk);
        Assert.Equal(now, (await AuthenticateAsync(done.ClientId, done.Secret!)).IsOk);
        _portal.Clock.Advance(TimeSpan.FromHours(24));
        Assert.True((await AuthenticateAsync(done.ClientId, added.Secret!)).IsOk);
        Assert.Equal(tomorrow, (await AuthenticateAsync(done.ClientId, done.Secret!)).IsOk);
    }

    [Fact]
    public async Task A_revoked_secret_ends_at_once_and_the_others_go_on()
    {
        var owner = await OwnerAsync();
        var done = await RegisterAsync(owner);
        var added = Assert.IsType<EditOutcome.Done>(
            await SecretsOf.AddAsync(owner, done.ClientId, "second", OldSecrets.Keep, default));
        Assert.True((await AuthenticateAsync(done.ClientId, done.Secret!)).IsOk);
        var first = (await FindAsync(done.ClientId, owner))!.Secrets.Single(s => s.Hint == done.Secret![^4..]);
        Assert.True(await SecretsOf.RevokeAsync(owner, done.ClientId, first.Id, default));
        Assert.False((await AuthenticateAsync(done.ClientId, done.Secret!)).IsOk);
        Assert.True((await AuthenticateAsync(done.ClientId, added.Secret!)).IsOk);
        Assert.Contains(AuditEventType.ClientSecretRevoked, await EventsAsync(done.ClientId));
    }

    [Fact]
    public async Task An_app_has_ten_secrets_at_most()
    {
        var owner = await OwnerAsync();
        var done = await RegisterAsync(owner);
        for (var i = 1; i < SecretEditor.Most; i++)
        {
            Assert.IsType<EditOutcome.Done>(
                await SecretsOf.AddAsync(owner, done.ClientId, null, OldSecrets.Keep, default));
        }

        Assert.IsType<EditOutcome.Refused>(
            await SecretsOf.AddAsync(owner, done.ClientId, null, OldSecrets.Keep, default));
        Assert.Equal(SecretEditor.Most, await _portal.ReadAsync(db => db.ClientSecrets.CountAsync()));
    }

    [Fact]
    public async Task An_app_that_becomes_public_loses_its_secrets()
    {
        var owner = await OwnerAsync();
        var done = await RegisterAsync(owner);
        var version = (await FindAsync(done.ClientId, owner))!.Version;
        var publicApp = Notes with { TokenEndpointAuthMethod = ClientAuthMethod.None };
        Assert.IsType<EditOutcome.Done>(
            await Editor.ChangeAsync(owner, done.ClientId, publicApp, version, default));
        Assert.False((await AuthenticateAsync(done.ClientId, done.Secret!)).IsOk);
        Assert.Equal(0, await _portal.ReadAsync(db => db.ClientSecrets.CountAsync()));
        Assert.IsType<EditOutcome.Missing>(
            await SecretsOf.AddAsync(owner, done.ClientId, null, OldSecrets.Keep, default));
    }

    [Fact]
    public async Task Deleting_says_in_numbers_what_goes_and_takes_it_along()
    {
        var owner = await OwnerAsync();
        var done = await RegisterAsync(owner);
        var now = _portal.Clock.GetUtcNow();
        var people = new[] { (await _portal.AddUserAsync("p1")).Id, (await _portal.AddUserAsync("p2")).Id };
        await _portal.WriteAsync(db =>
        {
            foreach (var (index, person) in people.Index())
            {
                var grant = new Grant
                {
                    Id = Guid.CreateVersion7(now),
                    UserId = person,
                    ClientId = done.ClientId,
                    Scopes = "openid",
                    CreatedAt = now,
                };
                db.Grants.Add(grant);
                db.TokenFamilies.AddRange(Enumerable.Range(0, index + 1).Select(i => new TokenFamily
                {
                    GrantType = "authorization_code",
                    Id = Guid.CreateVersion7(now),
                    GrantId = grant.Id,
                    Scopes = "openid",
                    ExpiresAt = now + (i == 0 ? TimeSpan.FromDays(1) : TimeSpan.FromDays(-1)),
                }));
            }

            return Task.CompletedTask;
        });
        Assert.Equal(new AppImpact(2, 2, 1), await Owned.ImpactAsync(done.ClientId, owner, default));
        var row = Assert.Single(await Owned.ListAsync(owner.UserId, default));
        Assert.Equal((2, 2), (row.People, row.SignIns));

        var deleted = await Editor.DeleteAsync(owner, done.ClientId, default);
        Assert.Equal(new AppImpact(2, 2, 1), deleted!.Impact);
        Assert.Equal(people.Order(), deleted.UserIds.Order());
        Assert.Null(await Registry.FindAsync(done.ClientId, default));
        Assert.Equal(0, await _portal.ReadAsync(db => db.TokenFamilies.CountAsync()));
        Assert.Equal(0, await _portal.ReadAsync(db => db.ClientSecrets.CountAsync()));
        Assert.Equal(1, await _portal.ReadAsync(db => db.AuditEvents.CountAsync(
            e => e.Type == AuditEventType.ClientDeleted && e.UserId == owner.UserId)));
        Assert.Null(await Editor.DeleteAsync(owner, done.ClientId, default));
    }

    private ClientEditor Editor => _portal.Services.GetRequiredService<ClientEditor>();

    private SecretEditor SecretsOf => _portal.Services.GetRequiredService<SecretEditor>();

    private OwnedApps Owned => _portal.Services.GetRequiredService<OwnedApps>();

    private ClientRegistry Registry => _portal.Services.GetRequiredService<ClientRegistry>();

    private async Task<AppActor> OwnerAsync()
    {
        var id = await _portal.ReadAsync(
            db => db.Users.Where(u => u.UserName == "owner").Select(u => u.Id).FirstOrDefaultAsync());
        return new AppActor(id ?? (await _portal.AddUserAsync("owner")).Id, false);
    }

    private async Task<EditOutcome.Done> RegisterAsync(AppActor owner, ClientMetadata? metadata = null)
        => Assert.IsType<EditOutcome.Done>(
            await Editor.RegisterAsync(owner, metadata ?? Notes, ClientSource.Form, default));

    private Task<OwnedAppDetails?> FindAsync(string clientId, AppActor actor)
        => Owned.FindAsync(clientId, actor, default);

    private Task<Result<RegisteredClient>> AuthenticateAsync(string clientId, string secret)
        => _portal.Services.GetRequiredService<ClientAuthenticator>().AuthenticateAsync(
            new ClientCredentials(clientId, secret, ClientCredentialsSource.Basic), default);

    private Task<List<string>> EventsAsync(string clientId) => _portal.ReadAsync(
        db => db.AuditEvents.Where(e => e.ClientId == clientId).OrderBy(e => e.Id).Select(e => e.Type).ToListAsync());
}
