using System.Text.Json;
using System.Text.Json.Nodes;

namespace AuthPortal.Protocol;

/// <summary>The <c>claims</c> parameter, OpenID Connect Core §5.5: claims asked for one by one.</summary>
public sealed class ClaimsRequest
{
    private const string UserInfo = "userinfo";
    private const string IdToken = "id_token";

    private static readonly Dictionary<string, string> Scopes = new(StringComparer.Ordinal)
    {
        ["email"] = "email",
        ["email_verified"] = "email",
        ["address"] = "address",
        ["phone_number"] = "phone",
        ["phone_number_verified"] = "phone",
    };

    private static readonly HashSet<string> Profile = new(
        [
            "name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile",
            "picture", "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at",
        ],
        StringComparer.Ordinal);

    private readonly JsonObject _members;

    private ClaimsRequest(JsonObject members) => _members = members;

    /// <summary>The scopes that the claims belong to (§5.4): a person allows them in those words.</summary>
    public ScopeSet ScopesOfClaims => ScopeSet.Of(
        Names(UserInfo).Concat(Names(IdToken)).Select(ScopeOf).OfType<string>());

    /// <summary>The one person who may answer (§5.5.1); null for anybody.</summary>
    public string? Subject => Value(IdToken, "sub") ?? Value(UserInfo, "sub");

    /// <summary>The acr values without which the request fails (§5.5.1.1); empty when none is essential.</summary>
    public IReadOnlyList<string> EssentialAcr
        => Member(IdToken, "acr") is JsonObject acr && Flag(acr, "essential")
            ? Texts(acr)
            : [];

    /// <summary>The acr values that are wished for and may be missed (§5.5.1.1).</summary>
    public IReadOnlyList<string> VoluntaryAcr
        => Member(IdToken, "acr") is JsonObject acr && !Flag(acr, "essential")
            ? Texts(acr)
            : [];

    /// <summary>Null when it is not a JSON object of objects.</summary>
    public static ClaimsRequest? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: StrictJson.Options) is JsonObject members && IsWellFormed(members)
                ? new ClaimsRequest(members)
                : null;
        }
        catch (Exception problem) when (StrictJson.IsProblem(problem))
        {
            return null;
        }
    }

    /// <summary>Only what <paramref name="allowed"/> scopes give, as JSON; null when nothing is left.</summary>
    public string? Within(ScopeSet allowed)
    {
        var kept = new JsonObject();
        foreach (var member in new[] { UserInfo, IdToken })
        {
            var names = Names(member).Where(name => ScopeOf(name) is { } scope && allowed.Contains(scope)).ToList();
            if (names.Count > 0)
            {
                kept[member] = new JsonObject(names.Select(n => KeyValuePair.Create(n, Member(member, n)?.DeepClone())));
            }
        }

        return kept.Count == 0 ? null : kept.ToJsonString();
    }

    private static string? ScopeOf(string claim)
        => Profile.Contains(claim) ? "profile" : Scopes.GetValueOrDefault(claim);

    private static bool IsWellFormed(JsonObject members)
        => new[] { UserInfo, IdToken }.All(name => members[name] switch
        {
            null => true,
            JsonObject claims => claims.All(c => c.Value is null or JsonObject),
            _ => false,
        });

    private IEnumerable<string> Names(string member)
        => _members[member] is JsonObject claims ? claims.Select(c => c.Key) : [];

    private JsonNode? Member(string member, string claim) => (_members[member] as JsonObject)?[claim];

    private string? Value(string member, string claim)
        => Member(member, claim) is JsonObject wanted && Texts(wanted) is [var only] ? only : null;

    private static List<string> Texts(JsonObject wanted)
    {
        var values = (wanted["values"] as JsonArray)?.ToList() ?? new List<JsonNode?> { wanted["value"] };
        return [.. values.OfType<JsonValue>().Where(v => v.GetValueKind() == JsonValueKind.String)
            .Select(v => v.GetValue<string>())];
    }

    private static bool Flag(JsonObject wanted, string name)
        => wanted[name] is JsonValue value && value.GetValueKind() == JsonValueKind.True;
}
