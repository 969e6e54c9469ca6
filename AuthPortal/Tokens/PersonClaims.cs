using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>
/// OpenID Connect Core §5.1 and §5.4: which scope gives which claims. The one place that turns a person into claims.
/// </summary>
public static class PersonClaims
{
    private static readonly string[] Profile =
    [
        "name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
        "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at",
    ];

    /// <summary>Every claim that may be given about a person, for metadata.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["sub", .. Profile, "email", "email_verified", "address", "phone_number", "phone_number_verified"];

    /// <summary>The claims of these scopes that the person has, with the JSON types that are stored; no <c>sub</c>.</summary>
    public static JsonObject Of(User user, ScopeSet scopes)
    {
        var claims = new JsonObject();
        if (scopes.Contains("profile"))
        {
            claims["name"] = user.DisplayName;
            claims["preferred_username"] = user.UserName;
            Copy(user, claims, Profile);
            claims["updated_at"] = user.UpdatedAt.ToUnixTimeSeconds();
        }

        if (scopes.Contains("email") && user.Email is { Length: > 0 } email)
        {
            claims["email"] = email;
            claims["email_verified"] = user.EmailConfirmed;
        }

        if (scopes.Contains("address"))
        {
            Copy(user, claims, "address");
        }

        if (scopes.Contains("phone"))
        {
            AddPhone(user, claims);
        }

        return claims;
    }

    /// <summary>
    /// OpenID Connect Core §5.5: single claims that were asked for, and that the person's consent covered when it was
    /// given; <paramref name="member"/> is <c>userinfo</c> or <c>id_token</c>.
    /// </summary>
    public static void AddRequested(JsonObject claims, User user, string? requested, string member)
    {
        if (requested is null || JsonNode.Parse(requested) is not JsonObject parsed || parsed[member] is not JsonObject wanted)
        {
            return;
        }

        var all = Of(user, ScopeSet.Of(["profile", "email", "address", "phone"]));
        foreach (var (name, _) in wanted.Where(w => all[w.Key] is not null && !claims.ContainsKey(w.Key)))
        {
            claims[name] = all[name]?.DeepClone();
        }
    }

    private static void AddPhone(User user, JsonObject claims)
    {
        if (user.PhoneNumber is { Length: > 0 } number)
        {
            claims["phone_number"] = number;
            claims["phone_number_verified"] = user.PhoneNumberConfirmed;
            return;
        }

        Copy(user, claims, "phone_number", "phone_number_verified");
    }

    private static void Copy(User user, JsonObject claims, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (user.Profile.TryGetValue(name, out var value) && !IsEmpty(value))
            {
                claims[name] = JsonSerializer.SerializeToNode(value);
            }
        }
    }

    /// <summary>OpenID Connect Core §5.3.2: a claim without a value is left out.</summary>
    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.String => value.GetString() is not { Length: > 0 },
        _ => false,
    };
}
