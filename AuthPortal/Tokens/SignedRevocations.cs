using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>
/// The feed as a JWT: <c>iss</c>, <c>iat</c>, <c>from</c> and <c>to</c> (where the reader stood and stands), and
/// <c>revocations</c>, each with the <c>claim</c> of access tokens, its <c>value</c> and <c>at</c>: tokens with that claim
/// issued until then are good no more. Its type keeps it apart from every other JWT (RFC 8725 §3.11).
/// </summary>
public sealed class SignedRevocations(RevocationFeed feed, Issuer issuer, SigningKeyRing keys, TimeProvider clock)
{
    public const string Type = "revocations+jwt";

    /// <summary>Readers stand at few places: the start, and the last entries.</summary>
    private const int MostKept = 64;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly Lock _gate = new();
    private readonly Dictionary<(long From, long To, string Kid), SignedPage> _kept = [];

    /// <summary>What came after <paramref name="seen"/>; signed once for all who ask the same.</summary>
    public SignedPage Since(long seen)
    {
        var page = feed.Since(seen);
        var credentials = keys.For(SecurityAlgorithms.EcdsaSha256);
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            var place = (page.From, page.To, credentials.Key.KeyId);
            if (_kept.TryGetValue(place, out var kept) && now - kept.At < Fresh && now >= kept.At)
            {
                return kept;
            }

            if (_kept.Count >= MostKept)
            {
                _kept.Clear();
            }

            return _kept[place] = new SignedPage(Handler.CreateToken(Describe(page, now).ToJsonString(), credentials, Header), page.To, now);
        }
    }

    private static Dictionary<string, object> Header => new(StringComparer.Ordinal) { ["typ"] = Type };

    private JsonObject Describe(RevocationPage page, DateTimeOffset now) => new()
    {
        ["iss"] = issuer.Value,
        ["iat"] = now.ToUnixTimeSeconds(),
        ["from"] = page.From,
        ["to"] = page.To,
        ["revocations"] = new JsonArray([.. page.Entries.Select(r => new JsonObject
        {
            ["claim"] = r.Claim,
            ["value"] = r.Value,
            ["at"] = r.At.ToUnixTimeSeconds(),
            ["exp"] = r.ExpiresAt.ToUnixTimeSeconds(),
        })]),
    };

    /// <summary>The JWT, and where its reader stands then.</summary>
    public sealed record SignedPage(string Jwt, long To, DateTimeOffset At);
}
