using AuthPortal.Accounts;
using AuthPortal.Activity;
using AuthPortal.Clients;
using AuthPortal.Grants;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Me;

/// <summary>The signed-in person's first page.</summary>
public sealed partial class Dashboard
{
    private const int Apps = 3;
    private const int Events = 5;

    [PersistentState]
    public DashboardView? View { get; set; }

    [Inject]
    private ConnectedApps Connected { get; set; } = default!;

    [Inject]
    private AuditTrail Audit { get; set; } = default!;

    [Inject]
    private OwnedApps Owned { get; set; } = default!;

    [Inject]
    private PersonDirectory People { get; set; } = default!;

    [Inject]
    private AccountSafety Safety { get; set; } = default!;

    [Inject]
    private MeWords Words { get; set; } = default!;

    [Inject]
    private EventWords Happened { get; set; } = default!;

    protected override bool IsLoaded => View is not null;

    private string Counted => View?.Apps switch
    {
        null or 0 => Texts["NoAppUses"],
        1 => Texts["OneAppUses"],
        var many => Texts["AppsUse", many],
    };

    protected override async Task LoadAsync()
    {
        var apps = await Connected.ListAsync(UserId, CancellationToken.None);
        var lately = new List<AppRow>();
        foreach (var app in apps.Take(Apps))
        {
            lately.Add(await Words.RowAsync(app));
        }

        var events = await Audit.RecentAsync(UserId, Events, CancellationToken.None);
        var person = await People.FindAsync(UserId, CancellationToken.None);
        View = new DashboardView(
            person?.DisplayName ?? string.Empty,
            apps.Count,
            lately,
            [.. events.Select(Happened.ForPerson).OfType<EventRow>()],
            IsDeveloper && (await Owned.ListAsync(UserId, CancellationToken.None)).Count == 0,
            await Safety.NextAsync(UserId, CancellationToken.None));
    }
}
