using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AuthPortal.Protocol;

namespace AuthPortal.Hosting.Provisioning;

/// <summary>What <c>Provisioning:File</c> holds. A member that nobody knows is an error, not a silent nothing.</summary>
internal sealed record ProvisioningFile
{
    public IReadOnlyList<ProvisionedScope> Scopes { get; init; } = [];

    public IReadOnlyList<ProvisionedResource> Resources { get; init; } = [];

    /// <summary>RFC 9396 §2.</summary>
    public IReadOnlyList<ProvisionedDetailType> AuthorizationDetailTypes { get; init; } = [];

    /// <summary>RFC 7591 §3, for <c>OAuth:DynamicRegistration</c> token.</summary>
    public IReadOnlyList<ProvisionedInitialToken> InitialAccessTokens { get; init; } = [];

    public IReadOnlyList<ProvisionedUser> Users { get; init; } = [];

    /// <summary>RFC 7591's names beside owner, client_id and client_secret.</summary>
    public IReadOnlyList<JsonObject> Clients { get; init; } = [];
}

/// <summary>A language variant has the language's tag behind a #, as RFC 7591 §2.2 writes it.</summary>
internal sealed record ProvisionedScope(
    [property: JsonRequired] string Name,
    [property: JsonRequired] string DisplayName,
    string? Description = null)
{
    [JsonPropertyName("displayName#ko")]
    public string? DisplayNameKo { get; init; }

    [JsonPropertyName("description#ko")]
    public string? DescriptionKo { get; init; }
}

internal sealed record ProvisionedResource(
    [property: JsonRequired] string Identifier,
    [property: JsonRequired] string Name,
    IReadOnlyList<string>? Scopes = null);

/// <summary>A token that is already stored keeps the uses that it has left.</summary>
internal sealed record ProvisionedInitialToken(
    [property: JsonRequired] string Name,
    [property: JsonRequired] string Token,
    int Uses = 1,
    int ExpiresInDays = 30);

/// <summary>The words may name members of the object in braces.</summary>
internal sealed record ProvisionedDetailType(
    [property: JsonRequired] string Type,
    [property: JsonRequired] string DisplayName,
    [property: JsonRequired] JsonObject Schema)
{
    [JsonPropertyName("displayName#ko")]
    public string? DisplayNameKo { get; init; }
}

internal sealed record ProvisionedUser(
    [property: JsonRequired] string UserName,
    [property: JsonRequired] string Email,
    [property: JsonRequired] string Password,
    bool EmailConfirmed = false,
    IReadOnlyList<string>? Roles = null,
    Dictionary<string, JsonElement>? Claims = null);

/// <summary>A client of the file, taken apart.</summary>
internal sealed record ProvisionedClient(string Id, string? Secret, string? Owner, ClientMetadata Metadata);
