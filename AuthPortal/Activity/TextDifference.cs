namespace AuthPortal.Activity;

/// <summary>How two texts differ, character by character.</summary>
/// <param name="Sent">The first text in pieces.</param>
/// <param name="Expected">The second text in pieces.</param>
public sealed record TextDifference(IReadOnlyList<TextPiece> Sent, IReadOnlyList<TextPiece> Expected)
{
    /// <summary>Longer ones are told apart by their beginning and end alone.</summary>
    private const int LongestCompared = 512;

    /// <summary>Of two texts with less in common, single letters that happen to agree say nothing.</summary>
    private const double LeastInCommon = 0.5;

    public static TextDifference Between(string sent, string expected)
    {
        var start = CommonStart(sent, expected);
        var end = CommonEnd(sent.AsSpan(start), expected.AsSpan(start));
        var (was, wanted) = (sent[start..^end], expected[start..^end]);
        var same = InCommon(was, wanted);
        return new TextDifference(
            Pieces(sent, start, end, same.InFirst),
            Pieces(expected, start, end, same.InSecond));
    }

    /// <summary>In characters that agree at the beginning and the end.</summary>
    internal static int Likeness(string one, string other)
    {
        var start = CommonStart(one, other);
        return start + CommonEnd(one.AsSpan(start), other.AsSpan(start));
    }

    private static int CommonStart(ReadOnlySpan<char> one, ReadOnlySpan<char> other) => one.CommonPrefixLength(other);

    private static int CommonEnd(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var length = 0;
        while (length < one.Length && length < other.Length && one[^(length + 1)] == other[^(length + 1)])
        {
            length++;
        }

        return length;
    }

    private static List<TextPiece> Pieces(string text, int start, int end, bool[] same)
    {
        var pieces = new List<TextPiece>();
        var from = 0;
        bool Agrees(int i) => i < start || i >= text.Length - end || same[i - start];
        for (var i = 1; i <= text.Length; i++)
        {
            if (i == text.Length || Agrees(i) != Agrees(from))
            {
                pieces.Add(new TextPiece(text[from..i], !Agrees(from)));
                from = i;
            }
        }

        return pieces;
    }

    /// <summary>The longest common subsequence: which characters of each belong to it.</summary>
    private static (bool[] InFirst, bool[] InSecond) InCommon(string one, string other)
    {
        var (inOne, inOther) = (new bool[one.Length], new bool[other.Length]);
        if (one.Length is 0 or > LongestCompared || other.Length is 0 or > LongestCompared)
        {
            return (inOne, inOther);
        }

        var lengths = Lengths(one, other);
        if (lengths[0][0] < LeastInCommon * Math.Max(one.Length, other.Length))
        {
            return (inOne, inOther);
        }

        for (int i = 0, j = 0; i < one.Length && j < other.Length;)
        {
            if (one[i] == other[j])
            {
                inOne[i++] = inOther[j++] = true;
            }
            else if (lengths[i + 1][j] >= lengths[i][j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return (inOne, inOther);
    }

    private static int[][] Lengths(string one, string other)
    {
        int[][] lengths = [.. Enumerable.Range(0, one.Length + 1).Select(_ => new int[other.Length + 1])];
        for (var i = one.Length - 1; i >= 0; i--)
        {
            for (var j = other.Length - 1; j >= 0; j--)
            {
                lengths[i][j] = one[i] == other[j]
                    ? lengths[i + 1][j + 1] + 1
                    : Math.Max(lengths[i + 1][j], lengths[i][j + 1]);
            }
        }

        return lengths;
    }
}

/// <summary>A stretch of a text that the other text has as well, or has not.</summary>
public sealed record TextPiece(string Text, bool Differs);
