using System.Security.Cryptography;
using System.Text;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Activity;

/// <summary>Failed requests that were alike, as the one row that may be kept of them.</summary>
internal static class MaskedError
{
    private const int MostExpected = 5;
    private const int LongestEndpoint = 200;

    /// <param name="same">Newest first.</param>
    public static ClientError Of(IReadOnlyList<FailedRequest> same)
    {
        var failed = same[0];
        var (error, cause) = (failed.Error, failed.Error.Cause);
        var sent = cause?.Sent is { } text ? MaskedText.Of(text) : null;
        var endpoint = MaskedText.Of(failed.Endpoint);
        var reason = (cause?.Reason ?? ErrorReason.Other).ToString();
        List<string> expected = [.. Nearest(cause).Select(MaskedText.Of)];
        var request = MaskedRequest.Of(failed.Parameters);
        return new ClientError
        {
            ClientId = failed.ClientId,
            Fingerprint = Fingerprint(
                [
                    failed.Method, endpoint, error.Code, error.Description, reason, sent, .. expected,
                    .. request.OrderBy(p => p.Key, StringComparer.Ordinal).SelectMany(p => new[] { p.Key, p.Value }),
                ]),
            FirstAt = same[^1].At,
            LastAt = failed.At,
            Count = same.Count,
            Method = failed.Method,
            Endpoint = endpoint.Length <= LongestEndpoint ? endpoint : endpoint[..LongestEndpoint],
            Code = error.Code,
            Description = error.Description,
            Reason = reason,
            Sent = sent,
            SentIsWhole = sent == cause?.Sent,
            Expected = expected,
            Request = request,
            UserAgent = string.IsNullOrEmpty(failed.UserAgent) ? null : MaskedText.Of(failed.UserAgent),
        };
    }

    /// <summary>All that a developer would see, but for when and with which browser.</summary>
    private static string Fingerprint(IEnumerable<string?> parts)
        => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 16));

    /// <summary>Those that begin and end most like what was sent.</summary>
    private static IEnumerable<string> Nearest(ErrorCause? cause)
        => cause is { Sent: { } sent, Expected.Count: > 1 }
            ? cause.Expected.OrderByDescending(e => TextDifference.Likeness(sent, e)).Take(MostExpected)
            : (cause?.Expected ?? []).Take(MostExpected);
}
