namespace AuthPortal.Clients.Registration;

/// <summary>A member of the metadata that breaks a rule.</summary>
/// <param name="Member">RFC 7591's name of the member.</param>
/// <param name="Index">Which of the member's values, where it is a list.</param>
/// <param name="Rule">The rule's key in the texts for people.</param>
/// <param name="Source">Where the rule stands, such as <c>RFC 9700 §2.1</c>.</param>
/// <param name="Description">One ASCII sentence for programs; never repeats what was sent.</param>
/// <param name="Value">What the words for people name: the unknown scope, the limit.</param>
public sealed record RuleViolation(
    string Member,
    int? Index,
    string Rule,
    string Source,
    string Description,
    string? Value = null)
{
    /// <summary>RFC 7591 §3.2.2.</summary>
    public string Code => (Rule, Member) switch
    {
        (nameof(Rules.StatementInvalid), _) => "invalid_software_statement",
        (nameof(Rules.StatementUnapproved), _) => "unapproved_software_statement",
        (_, MemberName.RedirectUris) => "invalid_redirect_uri",
        _ => "invalid_client_metadata",
    };

    /// <summary>The member, with the value's index where it is a list: <c>redirect_uris[0]</c>.</summary>
    public string Place => Index is { } index ? $"{Member}[{index}]" : Member;
}
