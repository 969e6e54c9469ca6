using System.Security.Claims;
using AuthPortal.Accounts;
using AuthPortal.Activity;
using AuthPortal.Clients;
using AuthPortal.Components.Developer;
using AuthPortal.Components.Me;
using AuthPortal.Components.Shared;
using AuthPortal.Data.Entities;
using AuthPortal.Grants;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Bunit;
using Bunit.Rendering;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using MudBlazor.Services;

namespace AuthPortal.Tests.Me;

/// <summary>A person's open pages over a portal of their own, rendered without a browser.</summary>
public sealed class MePages : IAsyncDisposable
{
    private readonly Portal _portal = new();
    private readonly BunitContext _context = new();

    private MePages(User person) => Person = person;

    public User Person { get; private set; }

    public Portal Portal => _portal;

    public ConnectedApps Connected => _portal.Services.GetRequiredService<ConnectedApps>();

    public AppRevocation Revocation => _portal.Services.GetRequiredService<AppRevocation>();

    public NavigationManager Navigation => _context.Services.GetRequiredService<NavigationManager>();

    public static async Task<MePages> StartAsync()
    {
        var pages = new MePages(null!);
        pages.Person = await pages._portal.AddUserAsync("alice");
        pages.AddServices();
        return pages;
    }

    /// <summary>Opens a page together with what shows dialogs and toasts.</summary>
    public IRenderedComponent<ContainerFragment> Open<TPage>(params (string Name, object Value)[] parameters)
        where TPage : IComponent
        => _context.Render(builder =>
        {
            builder.OpenComponent<MudDialogProvider>(0);
            builder.CloseComponent();
            builder.OpenComponent<MudSnackbarProvider>(1);
            builder.CloseComponent();
            builder.OpenComponent<TPage>(2);
            builder.AddMultipleAttributes(3, parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)));
            builder.CloseComponent();
        });

    /// <summary>An app that the person allowed, signed in at so many places.</summary>
    public async Task AllowAsync(string name, string scopes = "openid profile", int places = 1, bool verified = false)
    {
        var clientId = name.ToLowerInvariant().Replace(' ', '-');
        await _portal.AddClientAsync(clientId, new ClientMetadata { ClientName = name }, ownerId: Person.Id);
        await _portal.WriteAsync(async db => (await db.Clients.FindAsync(clientId))!.Verified = verified);
        await _portal.AddGrantAsync(Person.Id, clientId, scopes, places);
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await _portal.DisposeAsync();
    }

    private void AddServices()
    {
        var rooms = _portal.Services;
        _context.JSInterop.Mode = JSRuntimeMode.Loose;
        _context.Services.AddMudServices();
        _context.Services.AddLocalization();
        _context.Services.AddScoped<ScopeWords>().AddScoped<RelativeTimeWords>().AddScoped<Toast>();
        _context.Services.AddScoped<MeWords>().AddScoped<EventWords>().AddScoped<PlaceWords>().AddScoped<DetailWords>();
        _context.Services.AddScoped<AppArranger>();
        _context.Services.AddSingleton<TimeProvider>(_portal.Clock);
        _context.Services.AddSingleton(rooms.GetRequiredService<ConnectedApps>());
        _context.Services.AddSingleton(rooms.GetRequiredService<AppRevocation>());
        _context.Services.AddSingleton(rooms.GetRequiredService<CountryDatabase>());
        _context.Services.AddSingleton(rooms.GetRequiredService<GrantNotices>());
        _context.Services.AddSingleton(rooms.GetRequiredService<ConsentHistory>());
        _context.Services.AddSingleton(rooms.GetRequiredService<AuditTrail>());
        _context.Services.AddSingleton(rooms.GetRequiredService<PersonDirectory>());
        _context.Services.AddSingleton(rooms.GetRequiredService<ScopeCatalog>());
        _context.Services.AddSingleton(rooms.GetRequiredService<Logos>());
        _context.Services.AddSingleton(rooms.GetRequiredService<Issuer>());
        _context.Services.AddSingleton(rooms.GetRequiredService<AppInvitations>());
        _context.Services.AddSingleton(rooms.GetRequiredService<DeveloperAccess>());
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, Person.Id),
                new Claim("sid", "session"),
                new Claim("auth_time", "0"),
            ],
            "test");
        var state = Task.FromResult(new AuthenticationState(new ClaimsPrincipal(identity)));
        _context.Services.AddCascadingValue(_ => state);
        _context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }
}
