namespace AuthPortal.Tests.Accounts;

/// <summary>
/// Mann and Whitney's test: whether one kind of answer tends to come later than another. It looks at the order alone, so
/// a few slow answers of a busy machine say nothing, and what makes each of a kind slower does.
/// </summary>
internal static class RankSum
{
    /// <summary>How many standard deviations the order is away from chance.</summary>
    public static double Deviation(IReadOnlyList<long> some, IReadOnlyList<long> others)
    {
        double later = 0;
        foreach (var one in some)
        {
            later += others.Count(other => one > other) + (others.Count(other => one == other) / 2.0);
        }

        double pairs = some.Count * others.Count;
        return (later - (pairs / 2)) / Math.Sqrt(pairs * (some.Count + others.Count + 1) / 12);
    }
}
