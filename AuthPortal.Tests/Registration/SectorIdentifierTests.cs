using System.Net;
using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Clients.Remote;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Registration;

/// <summary>sector_identifier_uri, OpenID Connect Core §8.1 and Registration §5: the document proves the client, and is fetched with care.</summary>
public sealed class SectorIdentifierTests : IAsyncLifetime
{
    private const string Sector = "/sector.json";
    private const string Other = "https://other.example.test/cb";

    private RemoteServer _server = null!;
    private RemotePortal _portal = null!;
    private Registrant _registrant = null!;
    private string _listed = $"[\"{Registrant.Callback}\", \"{Other}\", \"https://third.example.test/\"]";

    public async Task InitializeAsync()
    {
        _server = await RemoteServer.StartAsync();
        _server.Json(Sector, () => _listed);
        _portal = new RemotePortal(_server.Policy) { Settings = { ["OAuth:DynamicRegistration"] = "open" } };
        _registrant = new Registrant(_portal);
    }

    public async Task DisposeAsync()
    {
        _registrant.Dispose();
        await _portal.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_document_proves_several_hosts_once_and_is_asked_again_when_they_change()
    {
        var client = await RegisterAsync();
        Assert.Equal(201, client.Status);
        Assert.Equal(_server.Url(Sector), client["sector_identifier_uri"]);
        Assert.Equal(1, _server.Requests);
        var place = new Uri(client["registration_client_uri"]!).PathAndQuery;
        Assert.Equal(200, (await PutAsync(place, client, [Registrant.Callback, Other], "Renamed")).Status);
        Assert.Equal(1, _server.Requests);
        _portal.Clock.Advance(TimeSpan.FromMinutes(2));
        (await PutAsync(place, client, [Registrant.Callback, "https://victim.example.test/cb"], "Renamed")).Refused("invalid_client_metadata");
        Assert.Equal(2, _server.Requests);
        var stored = await _portal.ReadAsync(db => db.Clients.SingleAsync());
        Assert.Equal([Registrant.Callback, Other], stored.Metadata.RedirectUris);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[\"https://self.example.test/cb\"]")]
    [InlineData("[\"https://self.example.test/cb\", \"https://other.example.test/CB\"]")]
    [InlineData("{\"0\":\"https://self.example.test/cb\"}")]
    [InlineData("[\"https://self.example.test/cb\", [\"https://other.example.test/cb\"]]")]
    [InlineData("\"https://self.example.test/cb https://other.example.test/cb\"")]
    [InlineData("not json")]
    public async Task A_document_that_lacks_a_redirect_uri_or_is_no_array_is_refused(string document)
    {
        _listed = document;
        (await RegisterAsync()).Refused("invalid_client_metadata");
        Assert.Equal(0, await _portal.ReadAsync(db => db.Clients.CountAsync()));
    }

    [Fact]
    public async Task A_redirect_and_an_endless_document_are_refused()
    {
        _server.Paths[Sector] = context => Task.Run(() => context.Response.Redirect("/elsewhere"));
        _server.Json("/elsewhere", () => _listed);
        (await RegisterAsync()).Refused("invalid_client_metadata");
        _server.Paths[Sector] = async context =>
        {
            var chunk = new byte[8192];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk);
            }
        };
        _portal.Clock.Advance(TimeSpan.FromMinutes(2));
        (await RegisterAsync()).Refused("invalid_client_metadata");
        Assert.Equal((2, 0), (_server.Requests, await _portal.ReadAsync(db => db.Clients.CountAsync())));
    }

    [Theory]
    [MemberData(nameof(SsrfCases.PrivateUrls), MemberType = typeof(SsrfCases))]
    public async Task Nothing_inside_is_asked_however_it_is_written(string url)
    {
        await using var portal = new Portal { Settings = { ["OAuth:DynamicRegistration"] = "open" } };
        using var registrant = new Registrant(portal);
        (await RegisterAsync(registrant, url)).Refused("invalid_client_metadata");
        Assert.Equal(0, await portal.ReadAsync(db => db.Clients.CountAsync()));
    }

    /// <summary>A name that is public when it is registered and private when it is asked: the address counts, not the name.</summary>
    [Fact]
    public async Task A_name_that_turns_to_a_private_address_is_refused()
    {
        var asked = 0;
        var policy = _server.Policy with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([++asked == 1 ? IPAddress.Loopback : IPAddress.Parse("169.254.169.254")]),
        };
        _server.Paths[Sector] = context =>
        {
            context.Response.Headers.Connection = "close";
            return context.Response.WriteAsync(_listed);
        };
        await using var portal = new RemotePortal(policy) { Settings = { ["OAuth:DynamicRegistration"] = "open" } };
        using var registrant = new Registrant(portal);
        Assert.Equal(201, (await RegisterAsync(registrant, _server.Url(Sector))).Status);
        (await RegisterAsync(registrant, _server.Url("/second.json"))).Refused("invalid_client_metadata");
        Assert.Equal((2, 1), (asked, _server.Requests));
    }

    /// <summary>The developer's form has the same proof.</summary>
    [Fact]
    public async Task The_form_is_refused_what_the_document_does_not_hold()
    {
        var editor = _portal.Services.GetRequiredService<ClientEditor>();
        var actor = new AppActor((await _portal.AddUserAsync("dev")).Id, IsAdministrator: false);
        var wanted = new ClientMetadata
        {
            ClientName = "Form",
            RedirectUris = [Registrant.Callback, "https://unlisted.example.test/"],
            GrantTypes = ["authorization_code"],
            Scope = "openid",
            SubjectType = "pairwise",
            SectorIdentifierUri = _server.Url(Sector),
        };
        var refused = Assert.IsType<EditOutcome.Refused>(await editor.RegisterAsync(actor, wanted, ClientSource.Form, default));
        Assert.Equal("SectorMismatch", Assert.Single(refused.Violations).Rule);
        var listed = wanted with { RedirectUris = [Registrant.Callback, Other] };
        var done = Assert.IsType<EditOutcome.Done>(await editor.RegisterAsync(actor, listed, ClientSource.Form, default));
        var version = (await _portal.ReadAsync(db => db.Clients.SingleAsync())).UpdatedAt;
        Assert.IsType<EditOutcome.Refused>(await editor.ChangeAsync(actor, done.ClientId, wanted, version, default));
        Assert.Equal([Registrant.Callback, Other], (await _portal.ReadAsync(db => db.Clients.SingleAsync())).Metadata.RedirectUris);
    }

    private Task<Answer> RegisterAsync() => RegisterAsync(_registrant, _server.Url(Sector));

    private static Task<Answer> RegisterAsync(Registrant registrant, string sector) => registrant.RegisterAsync(new
    {
        client_name = "Sectored",
        redirect_uris = new[] { Registrant.Callback, Other },
        subject_type = "pairwise",
        sector_identifier_uri = sector,
    });

    private Task<Answer> PutAsync(string place, Answer client, string[] redirectUris, string name) => _registrant.SendAsync(
        HttpMethod.Put,
        place,
        System.Text.Json.JsonSerializer.Serialize(new
        {
            client_id = client["client_id"],
            client_name = name,
            redirect_uris = redirectUris,
            subject_type = "pairwise",
            sector_identifier_uri = _server.Url(Sector),
        }),
        client["registration_access_token"]);
}
