using AuthPortal.Accounts;
using AuthPortal.Components.Shared;
using AuthPortal.Data.Entities;
using AuthPortal.Grants;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Consent;

/// <summary>
/// Asks a person whether an app may use their account. It only records the answer: the authorization endpoint
/// decides what follows from it. Plain HTML, so that it works without JavaScript.
/// </summary>
public sealed partial class ConsentPage
{
    private InteractionView? _view;
    private Person? _person;
    private IReadOnlyList<ConsentLine> _lines = [];
    private IReadOnlyList<DetailWord> _details = [];
    private ConsentDuration _lasts;
    private bool _undecided;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "interaction")]
    private string? InteractionId { get; set; }

    [Inject]
    private InteractionReader Reader { get; set; } = default!;

    [Inject]
    private InteractionStore Interactions { get; set; } = default!;

    [Inject]
    private GrantStore Grants { get; set; } = default!;

    [Inject]
    private PersonDirectory People { get; set; } = default!;

    [Inject]
    private ScopeWords Words { get; set; } = default!;

    [Inject]
    private DetailWords Detailed { get; set; } = default!;

    private CancellationToken Aborted => HttpContext.RequestAborted;

    private List<ConsentLine> Loud => [.. _lines.Where(l => !IsQuiet(l))];

    private List<ConsentLine> Quiet => [.. _lines.Where(IsQuiet)];

    protected override async Task OnInitializedAsync()
    {
        _view = await Reader.FindAsync(InteractionId, HttpContext, Aborted);
        if (_view is null)
        {
            // An unknown, ended or foreign request all read the same: the page tells nothing about it.
            HttpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        _person = SignedInPerson.From(HttpContext.User) is { } signedIn
            ? await People.FindAsync(signedIn.UserId, Aborted)
            : null;
        if (_person is null)
        {
            GoTo($"/login?interaction={_view.Id}");
            return;
        }

        _details = await Detailed.DescribeAsync(_view.Request.Details, Aborted);
        var grant = await Grants.FindAsync(_person.Id, _view.Client.Id, Aborted);
        _lasts = Grants.DurationOf(grant);
        _lines = await LinesAsync(_view, grant);
    }

    private async Task<IReadOnlyList<ConsentLine>> LinesAsync(InteractionView view, Grant? grant)
    {
        var asked = view.Ask(grant);
        var words = (await Words.DescribeAsync(view.Request.Asked, Aborted))
            .ToDictionary(w => w.Name, StringComparer.Ordinal);
        return
        [
            .. asked.Select(a => new ConsentLine(
                a, words[a.Name], grant is not null && !a.IsAllowed && a.StartsTicked)),
        ];
    }

    /// <summary>Already allowed, beside something that is not: then only the difference is loud.</summary>
    private bool IsQuiet(ConsentLine line) => line.Asked.IsAllowed && !_lines.All(l => l.Asked.IsAllowed);

    private async Task DecideAsync()
    {
        if (_view is null || _person is null)
        {
            return;
        }

        var form = await HttpContext.Request.ReadFormAsync(Aborted);
        var decision = form["decision"].ToString() switch
        {
            "allow" => ConsentDecision.Allow,
            "deny" => ConsentDecision.Deny,
            _ => ConsentDecision.None,
        };
        if (decision == ConsentDecision.None || !HowLong.TryRead(form[HowLong.Field], out var lasts))
        {
            _undecided = true;
            HttpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        // Only what was asked for and may be unticked counts; the rest of a form is whatever its sender wrote.
        var ticked = _view.Request.Optional.Intersect(ScopeSet.Of(form["scopes"].OfType<string>()));
        var recorded = await Interactions.RecordConsentAsync(
            _view.Id, HttpContext, _person.Id, new ConsentAnswer(decision, ticked, lasts), Aborted);
        if (recorded)
        {
            GoTo(_view.ContinuePath);
            return;
        }

        _view = null;
        HttpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
    }

    /// <summary>303: the browser follows with GET and leaves the form behind.</summary>
    private void GoTo(string path)
    {
        HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        HttpContext.Response.Headers.Location = HttpContext.Request.PathBase + path;
        _person = null;
    }
}
