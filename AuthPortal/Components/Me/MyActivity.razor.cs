using AuthPortal.Activity;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Me;

/// <summary>Every security event of the account. Filter and page stand in the address and work without a script.</summary>
public sealed partial class MyActivity
{
    [PersistentState]
    public ActivityView? View { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "app")]
    private string? App { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageNumber { get; set; }

    [Inject]
    private PersonActivity Happened { get; set; } = default!;

    [Inject]
    private EventWords Words { get; set; } = default!;

    protected override bool IsLoaded => View is not null;

    protected override async Task LoadAsync()
    {
        var query = ActivityQuery.Of(Kind, App, PageNumber);
        var page = await Happened.PageAsync(UserId, query.Kind, query.App, query.Page, CancellationToken.None);
        View = new ActivityView(
            [.. page.Events.Select(Words.ForPerson).OfType<EventRow>()],
            query with { Page = page.Page },
            page.Pages,
            query.App is null ? null : page.Events is [{ Client.Name: var name }, ..] ? name : query.App);
    }

    protected override async Task OnParametersSetAsync()
    {
        // The address changed under the open page.
        if (View is not null && UserId.Length > 0 && View.Query != ActivityQuery.Of(Kind, App, PageNumber))
        {
            await LoadAsync();
        }
    }
}
