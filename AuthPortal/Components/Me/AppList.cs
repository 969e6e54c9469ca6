namespace AuthPortal.Components.Me;

/// <summary>One page of the connected apps, in words; carried from the server's rendering to the open page.</summary>
/// <param name="Rows">What stands on this page.</param>
/// <param name="Query">What was asked for; its page is one that there is.</param>
/// <param name="Counts">How many each filter would show, of all.</param>
/// <param name="Found">How many fit.</param>
/// <param name="Pages">On how many pages.</param>
public sealed record AppList(
    IReadOnlyList<AppRow> Rows,
    AppQuery Query,
    IReadOnlyDictionary<AppFilter, int> Counts,
    int Found,
    int Pages)
{
    public int All => Counts[AppFilter.All];

    public int Unused => Counts[AppFilter.Unused];
}
