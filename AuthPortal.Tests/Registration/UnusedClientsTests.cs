using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Registration;

/// <summary>Clients that registered themselves and that nobody uses go again, RFC 7591 §5.</summary>
public sealed class UnusedClientsTests : IAsyncLifetime
{
    private readonly Portal _portal = new()
    {
        Settings = { ["OAuth:DynamicRegistration"] = "open", ["OAuth:UnusedClientDays"] = "10" },
    };

    private Registrant _registrant = null!;

    public Task InitializeAsync()
    {
        _registrant = new Registrant(_portal);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _registrant.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task One_that_never_got_a_token_goes_after_the_days_of_the_setting_and_not_before()
    {
        var client = await _registrant.RegisterAsync(Registrant.Public);
        Pass(TimeSpan.FromDays(9.9));
        await SweepAsync();
        Assert.Equal(1, await CountAsync());
        Pass(TimeSpan.FromDays(0.2));
        await SweepAsync();
        Assert.Equal(0, await CountAsync());
        var read = await _registrant.SendAsync(
            HttpMethod.Get, new Uri(client["registration_client_uri"]!).PathAndQuery, null, client["registration_access_token"]);
        Assert.Equal(401, read.Status);
        var told = await _portal.ReadAsync(db => db.AuditEvents.SingleAsync(e => e.Type == AuditEventType.ClientDeleted));
        Assert.Equal(client["client_id"], told.Data["client_id"]);
        using var browser = new Browser(_portal);
        AuthPortal.Tests.Authorize.AuthorizeAssert.IsShown(await browser.GoAsync(
            $"/authorize?client_id={client["client_id"]}&response_type=code&redirect_uri={Uri.EscapeDataString(Registrant.Callback)}"));
    }

    [Fact]
    public async Task One_that_acts_for_itself_stays_while_it_gets_tokens()
    {
        var client = await _registrant.RegisterAsync(new
        {
            client_name = "Machine",
            grant_types = new[] { "client_credentials" },
            response_types = Array.Empty<string>(),
            scope = "openid",
        });
        Assert.Equal(201, client.Status);
        for (var i = 0; i < 3; i++)
        {
            Pass(TimeSpan.FromDays(9));
            await TokenAsync(client);
            await SweepAsync();
            Assert.Equal(1, await CountAsync());
        }

        Pass(TimeSpan.FromDays(10.1));
        await SweepAsync();
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task What_a_person_allowed_what_somebody_made_and_what_was_disabled_stays()
    {
        var allowed = (await _registrant.RegisterAsync(Registrant.Public))["client_id"]!;
        var disabled = (await _registrant.RegisterAsync(Registrant.Public))["client_id"]!;
        var user = await _portal.AddUserAsync("alice");
        await _portal.AddClientAsync("by-form", new ClientMetadata { ClientName = "Form" });
        await _portal.AddGrantAsync(user.Id, allowed, "openid");
        var now = _portal.Clock.GetUtcNow();
        await _portal.WriteAsync(db => db.Clients.Where(c => c.Id == disabled)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.DisabledAt, now)));
        Pass(TimeSpan.FromDays(400));
        await SweepAsync();
        Assert.Equal(3, await CountAsync());
        await _portal.WriteAsync(db => db.Grants.ExecuteDeleteAsync());
        await SweepAsync();
        Assert.Equal(
            new[] { "by-form", disabled }.Order(), (await _portal.ReadAsync(db => db.Clients.Select(c => c.Id).ToListAsync())).Order());
    }

    [Fact]
    public async Task Many_go_in_small_steps()
    {
        var now = _portal.Clock.GetUtcNow();
        await _portal.WriteAsync(db =>
        {
            db.Clients.AddRange(Enumerable.Range(0, UnusedClients.BatchSize + 5).Select(i => new Client
            {
                Id = $"c{i}",
                Name = "x",
                Metadata = new ClientMetadata(),
                Source = ClientSource.Registration,
                CreatedAt = now,
                UpdatedAt = now,
            }));
            return Task.CompletedTask;
        });
        Pass(TimeSpan.FromDays(11));
        await SweepAsync();
        Assert.Equal(0, await CountAsync());
    }

    /// <summary>Without a tick of what runs by the clock.</summary>
    private void Pass(TimeSpan time) => _portal.Clock.AdjustTime(_portal.Clock.GetUtcNow() + time);

    private async Task TokenAsync(Answer client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]),
        };
        request.Headers.Authorization = AppScene.Basic(client["client_id"]!, client["client_secret"]!);
        (await Answer.OfAsync(await _registrant.Http.SendAsync(request))).Ok();
    }

    private Task SweepAsync() => _portal.Services.GetRequiredService<UnusedClients>().SweepAsync(CancellationToken.None);

    private Task<int> CountAsync() => _portal.ReadAsync(db => db.Clients.CountAsync());
}
