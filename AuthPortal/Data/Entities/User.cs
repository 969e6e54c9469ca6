using System.Text.Json;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Data.Entities;

/// <summary>A person. <see cref="IdentityUser{TKey}.Id"/> is the <c>sub</c> that apps see.</summary>
public sealed class User : IdentityUser
{
    /// <summary>OpenID Connect's claims (§5.1) as the person keeps them: name, given_name, picture, address …</summary>
    public Dictionary<string, JsonElement> Profile { get; set; } = new(StringComparer.Ordinal);

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>What to call the person: the name claim, else the user name.</summary>
    public string DisplayName
        => Profile.TryGetValue("name", out var name) && name.ValueKind == JsonValueKind.String
            && name.GetString() is { Length: > 0 } text
            ? text
            : UserName ?? string.Empty;
}
