using AuthPortal.Accounts;
using AuthPortal.Clients;
using AuthPortal.Components.Developer;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Playground;

/// <summary>
/// Plays an app against this server. The page is plain HTML and its script does the rest in the browser: an open circuit
/// would carry tokens to the server. Coming back, the address with the code is read by the script and by nothing here.
/// </summary>
public sealed partial class PlaygroundPage
{
    private readonly List<PlayedApp> _apps = [];
    private PlayedApp? _app;
    private PlaygroundSetup? _setup;
    private bool _mayPlay;
    private bool _mayChange;
    private bool _isHere;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [Inject]
    private DeveloperAccess Access { get; set; } = default!;

    [Inject]
    private PlaygroundApp BuiltIn { get; set; } = default!;

    [Inject]
    private OwnedApps Owned { get; set; } = default!;

    [Inject]
    private Issuer Issuer { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <summary>The app to play; the built-in one without it.</summary>
    [SupplyParameterFromQuery(Name = "app")]
    private string? App { get; set; }

    /// <summary>The app could not be changed.</summary>
    [SupplyParameterFromQuery(Name = "problem")]
    private string? Problem { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _mayPlay = Access.MayRegister(HttpContext.User);
        _isHere = new Uri(Navigation.BaseUri).GetLeftPart(UriPartial.Authority)
            == new Uri(Issuer.Value).GetLeftPart(UriPartial.Authority);
        if (!_mayPlay || !_isHere || SignedInPerson.From(HttpContext.User) is not { } person)
        {
            return;
        }

        await ListAsync(person.UserId);
        _app = App is null ? _apps.FirstOrDefault() : _apps.Find(app => app.ClientId == App);
        if (_app is null && App is not null)
        {
            Navigation.NotFound();
            return;
        }

        if (_app is not null)
        {
            var actor = new AppActor(person.UserId, HttpContext.User.IsInRole(Roles.Admin));
            _mayChange = !_app.BuiltIn
                && await Owned.FindAsync(_app.ClientId, actor, HttpContext.RequestAborted) is { MayChange: true };
            _setup = PlaygroundSetup.Of(Issuer, BuiltIn.Callback, person.UserId, _app, Texts);
        }
    }

    private async Task ListAsync(string userId)
    {
        if (await BuiltIn.EnsureAsync(HttpContext.RequestAborted) is { Disabled: false } own)
        {
            _apps.Add(PlayedApp.Of(own.Id, own.Name, own.Metadata, BuiltIn.Callback, builtIn: true));
        }

        var mine = await Owned.ListAsync(userId, HttpContext.RequestAborted);
        _apps.AddRange(mine.Where(app => app is { Disabled: false, Pending: false })
            .Select(app => PlayedApp.Of(app.ClientId, app.Name, app.Metadata, BuiltIn.Callback, builtIn: false)));
    }
}
