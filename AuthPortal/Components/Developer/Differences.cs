using AuthPortal.Activity;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Components.Developer;

/// <summary>Where what an app sent leaves what it registered: character by character, and in a word.</summary>
internal static class Differences
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Null when there is nothing to compare.</summary>
    public static TextDifference? Of(ErrorReason reason, ClientError error) => (error.Sent, error.Expected) switch
    {
        ({ } sent, [var expected, ..]) when IsScope(reason) => OfScopes(sent, expected),
        ({ } sent, [var expected, ..]) => TextDifference.Between(sent, expected),
        _ => null,
    };

    /// <summary>The key of a sentence about two addresses; null when it would say nothing.</summary>
    public static string? HintOf(ErrorReason reason, ClientError error)
        => reason is ErrorReason.RedirectUriUnregistered or ErrorReason.RedirectUriChanged or ErrorReason.LogoutUriUnregistered
            && error is { Sent: { } sent, Expected: [var expected, ..] }
            ? HintOf(sent, expected)
            : null;

    internal static string? HintOf(string sent, string expected)
    {
        if (sent == expected + '/' || expected == sent + '/')
        {
            return sent.Length > expected.Length ? "SlashMore" : "SlashLess";
        }

        if (sent.Contains("%3A%2F%2F", StringComparison.OrdinalIgnoreCase))
        {
            return "Encoding";
        }

        return sent.Equals(expected, StringComparison.OrdinalIgnoreCase) ? "Case"
            : Uri.TryCreate(sent, UriKind.Absolute, out var one) && Uri.TryCreate(expected, UriKind.Absolute, out var other)
                ? PartOf(one, other)
                : null;
    }

    private static string? PartOf(Uri sent, Uri expected)
        => sent.Scheme != expected.Scheme ? "Scheme"
            : sent.Host != expected.Host ? Loopback.Contains(sent.Host) && Loopback.Contains(expected.Host) ? "Loopback" : "Host"
            : sent.Port != expected.Port ? "Port"
            : sent.AbsolutePath != expected.AbsolutePath ? "Path"
            : sent.Query != expected.Query ? "Query"
            : null;

    private static bool IsScope(ErrorReason reason)
        => reason is ErrorReason.ScopeUnregistered or ErrorReason.ScopeWidened or ErrorReason.OpenIdMissing;

    /// <summary>
    /// Scopes have no order. One that is registered is never marked; of another the letters that leave the nearest
    /// registered one, or all of it when none is near.
    /// </summary>
    private static TextDifference OfScopes(string sent, string expected)
    {
        var registered = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (left, right) = (new List<TextPiece>(), registered.Select(r => new List<TextPiece> { new(r, false) }).ToList());
        foreach (var scope in sent.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Space(left);
            if (registered.Contains(scope, StringComparer.Ordinal))
            {
                left.Add(new TextPiece(scope, Differs: false));
                continue;
            }

            var nearest = registered.Select(r => TextDifference.Between(scope, r))
                .Select((d, at) => (Difference: d, At: at))
                .Where(n => 2 * n.Difference.Sent.Where(p => !p.Differs).Sum(p => p.Text.Length) > scope.Length)
                .OrderBy(n => n.Difference.Sent.Concat(n.Difference.Expected).Where(p => p.Differs).Sum(p => p.Text.Length))
                .FirstOrDefault();
            left.AddRange(nearest.Difference?.Sent ?? [new TextPiece(scope, Differs: true)]);
            if (nearest.Difference is { } difference)
            {
                right[nearest.At] = [.. difference.Expected];
            }
        }

        var joined = new List<TextPiece>();
        foreach (var pieces in right)
        {
            Space(joined);
            joined.AddRange(pieces);
        }

        return new TextDifference(left, joined);
    }

    private static void Space(List<TextPiece> pieces)
    {
        if (pieces.Count > 0)
        {
            pieces.Add(new TextPiece(" ", Differs: false));
        }
    }
}
