using AuthPortal.Clients.Registration;
using AuthPortal.Protocol;

namespace AuthPortal.Components.Developer;

/// <summary>
/// Which violations to show by a draft's fields: those of a field that was typed in and says something already wrong,
/// those of a field that was left, and all once the form was sent.
/// </summary>
public sealed class DraftErrors
{
    /// <summary>As long as the text can still become one of these, nothing is said of it.</summary>
    private static readonly string[] Beginnings =
        ["https://", "http://localhost", "http://127.0.0.1", "http://[::1]"];

    private readonly HashSet<string> _typed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private bool _all;
    private List<(string Field, string Value, RuleViolation Violation)> _violations = [];

    public bool None => _violations.Count == 0;

    /// <summary>Violations of members that the form has no field for.</summary>
    public IEnumerable<RuleViolation> Elsewhere(params ReadOnlySpan<string> members)
    {
        HashSet<string> shown = [.. members];
        return _all ? [.. _violations.Select(v => v.Violation).Where(v => !shown.Contains(v.Member))] : [];
    }

    public static string Field(string member, int? row = null) => row is { } index ? $"{member}:{index}" : member;

    public void Typed(string field) => _typed.Add(field);

    public void Left(string field) => _left.Add(field);

    public void ShowAll() => _all = true;

    /// <summary>A row went away: what was said of rows no longer fits.</summary>
    public void ForgetRows(string member)
    {
        _typed.RemoveWhere(field => field.StartsWith(member + ':', StringComparison.Ordinal));
        _left.RemoveWhere(field => field.StartsWith(member + ':', StringComparison.Ordinal));
    }

    public void Check(AppDraft draft, ClientMetadata metadata, RegistrationContext context)
        => Take(draft, RegistrationRules.Check(metadata, context));

    /// <summary>What the server said when the form was sent.</summary>
    public void Take(AppDraft draft, IReadOnlyList<RuleViolation> violations)
        => _violations = [.. violations.Select(v => Place(draft, v))];

    /// <summary>The violation to show by a field; null when there is none, or not yet.</summary>
    public RuleViolation? Of(string member, int? row = null)
    {
        var field = Field(member, row);
        var found = _violations.Find(v => v.Field == field);
        return found.Violation is not null && IsShown(field, found.Value) ? found.Violation : null;
    }

    private bool IsShown(string field, string value)
        => _all || _left.Contains(field)
            || (_typed.Contains(field)
                && !Array.Exists(Beginnings, b => b.StartsWith(value, StringComparison.OrdinalIgnoreCase)));

    private static (string Field, string Value, RuleViolation Violation) Place(AppDraft draft, RuleViolation violation)
    {
        List<string>? rows = violation.Member switch
        {
            MemberName.RedirectUris => draft.RedirectUris,
            MemberName.PostLogoutRedirectUris => draft.PostLogoutRedirectUris,
            _ => null,
        };
        if (rows is null)
        {
            return (Field(violation.Member), violation.Member == MemberName.ClientName ? draft.Name : "-", violation);
        }

        // Empty rows are not registered, so the metadata's index counts the filled ones.
        var filled = rows.Index().Where(row => row.Item.Length > 0).Select(row => row.Index).ToList();
        var at = violation.Index is { } index && index < filled.Count ? filled[index] : 0;
        return (Field(violation.Member, at), rows[at], violation);
    }
}
