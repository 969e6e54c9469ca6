using System.Text.Json;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Data.Entities;

/// <summary>A person. <see cref="IdentityUser{TKey}.Id"/> is the <c>sub</c> that apps see.</summary>
public sealed class User : IdentityUser
{
    /// <summary>OpenID Connect's claims (§5.1) as the person keeps them: name, given_name, picture, address …</summary>
    public Dictionary<string, JsonElement> Profile { get; set; } = new(StringComparer.Ordinal);

    /// <summary>An address that the person has named and not yet confirmed; it is nobody's until then.</summary>
    public string? PendingEmail { get; set; }

    /// <summary>The language of the person's mails: "en", "ko"; null until a page has been seen in one.</summary>
    public string? Language { get; set; }

    /// <summary>Wrong second factors in a row, over all waits.</summary>
    public int SecondFactorFailures { get; set; }

    /// <summary>Until then no second factor is looked at.</summary>
    public DateTimeOffset? SecondFactorLockedUntil { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>What to call the person: the name claim, else the user name.</summary>
    public string DisplayName => NameOf(Profile, UserName);

    /// <inheritdoc cref="DisplayName"/>
    public static string NameOf(Dictionary<string, JsonElement> profile, string? userName)
        => profile.TryGetValue("name", out var name) && name.ValueKind == JsonValueKind.String
            && name.GetString() is { Length: > 0 } text
            ? text
            : userName ?? string.Empty;
}
