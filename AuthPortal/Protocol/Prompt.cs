namespace AuthPortal.Protocol;

/// <summary>The <c>prompt</c> of OpenID Connect Core §3.1.2.1: which pages the person is to see.</summary>
/// <param name="None">No page at all: answer, or refuse.</param>
/// <param name="Login">Sign in again.</param>
/// <param name="Consent">Ask again.</param>
/// <param name="SelectAccount">Choose who to be, which here is the sign-in page.</param>
/// <param name="Create">Make an account, Initiating User Registration §4.</param>
public sealed record Prompt(bool None, bool Login, bool Consent, bool SelectAccount, bool Create)
{
    public static readonly Prompt Absent = new(false, false, false, false, false);

    /// <summary>In the order of the metadata.</summary>
    public static readonly IReadOnlyList<string> All = ["none", "login", "consent", "select_account", "create"];

    public bool AsksForSignIn => Login || SelectAccount || Create;

    /// <summary>Null for an unknown word, and for none beside another, which the specification makes an error.</summary>
    public static Prompt? Parse(string? value)
    {
        if (value is null)
        {
            return Absent;
        }

        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var known = words.Length > 0 && words.All(w => All.Contains(w));
        return !known || (words.Contains("none") && words.Distinct().Count() > 1)
            ? null
            : new Prompt(
                words.Contains("none"),
                words.Contains("login"),
                words.Contains("consent"),
                words.Contains("select_account"),
                words.Contains("create"));
    }
}
