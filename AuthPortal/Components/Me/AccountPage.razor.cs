using AuthPortal.Accounts;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Me;

/// <summary>The person's own details and what apps see of them. Plain HTML, so that it works without JavaScript.</summary>
public sealed partial class AccountPage(ProfileEditor editor, PersonDirectory people)
{
    private static readonly string[] Claims = [.. ProfileDraft.Names, ProfileDraft.Phone, ProfileDraft.Address];

    private Person? _person;
    private ProfileDraft _draft = new();
    private bool _saved;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "app")]
    private string? App { get; set; }

    [SupplyParameterFromQuery(Name = "done")]
    private string? Done { get; set; }

    [SupplyParameterFromQuery(Name = "problem")]
    private string? Problem { get; set; }

    protected override async Task OnInitializedAsync()
    {
        if (SignedInPerson.From(HttpContext.User) is not { } signedIn)
        {
            return;
        }

        _person = await people.FindAsync(signedIn.UserId, HttpContext.RequestAborted);
        if (await editor.FindAsync(signedIn.UserId, HttpContext.RequestAborted) is { } user)
        {
            _draft = ProfileEditor.DraftOf(user);
        }
    }

    private async Task SaveAsync()
    {
        var form = await HttpContext.Request.ReadFormAsync(HttpContext.RequestAborted);
        foreach (var claim in Claims)
        {
            _draft.Values[claim] = form[claim].ToString().Trim();
        }

        (Done, Problem) = (null, null);
        if (_person is not null)
        {
            _saved = await editor.SaveAsync(_person.Id, _draft, Visitor.Of(HttpContext));
            _person = await people.FindAsync(_person.Id, HttpContext.RequestAborted);
        }
    }

    private string? ErrorOf(string claim) => _draft.Problems.Contains(claim) ? Texts["Wrong_" + claim].Value : null;

    private string? HintOf(string claim)
        => Texts["Hint_" + claim] is { ResourceNotFound: false } hint ? hint.Value : null;

    private static string AutoCompleteOf(string claim) => claim switch
    {
        "name" => "name",
        "given_name" => "given-name",
        "family_name" => "family-name",
        "nickname" => "nickname",
        "website" => "url",
        "birthdate" => "bday",
        ProfileDraft.Phone => "tel",
        ProfileDraft.Address => "street-address",
        _ => "off",
    };
}
