using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AuthPortal.Components.Developer;
using AuthPortal.Protocol;
using AuthPortal.Resources;
using Microsoft.Extensions.Localization;

namespace AuthPortal.Components.Playground;

/// <summary>
/// What the playground's script is told: about the server and about the app. Nothing of it is secret; keys, codes and
/// tokens are made, kept and sent by the browser alone, and come to this page never.
/// </summary>
/// <param name="Issuer">This server.</param>
/// <param name="Callback">Where apps come back to.</param>
/// <param name="Person">Tells the tab of one person from that of the next; says nothing about them.</param>
/// <param name="App">The app that is played.</param>
/// <param name="Texts">Words, in the page's language.</param>
public sealed record PlaygroundSetup(
    string Issuer,
    string Callback,
    string Person,
    PlayedApp App,
    IReadOnlyDictionary<string, string> Texts)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static PlaygroundSetup Of(
        Issuer issuer,
        string callback,
        string userId,
        PlayedApp app,
        IStringLocalizer<PlaygroundTexts> texts)
        => new(
            issuer.Value,
            callback,
            Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes("playground " + userId)).AsSpan(0, 8)),
            app,
            texts.GetAllStrings().ToDictionary(text => text.Name, text => text.Value, StringComparer.Ordinal));

    public string ToJson() => JsonSerializer.Serialize(this, Web);
}

/// <summary>An app as the playground plays it.</summary>
/// <param name="ClientId">Its identifier.</param>
/// <param name="Name">What to call it.</param>
/// <param name="Method">How it proves itself.</param>
/// <param name="Grants">What it is registered for.</param>
/// <param name="Scope">What it may ask for.</param>
/// <param name="ComesBack">The playground's address is registered for it.</param>
/// <param name="BuiltIn">The playground's own; its errors are nobody's.</param>
public sealed record PlayedApp(
    string ClientId,
    string Name,
    string Method,
    IReadOnlyList<string> Grants,
    string Scope,
    bool ComesBack,
    bool BuiltIn)
{
    public bool IsPublic => Method == ClientAuthMethod.None;

    /// <summary>RFC 9126 §6.</summary>
    public bool MustPush { get; init; }

    /// <summary>RFC 9449 §5.2.</summary>
    public bool MustBind { get; init; }

    /// <summary>Where its failures are explained.</summary>
    public string? Errors { get; init; }

    public static PlayedApp Of(string clientId, string name, ClientMetadata metadata, string callback, bool builtIn)
        => new(
            clientId,
            name,
            metadata.TokenEndpointAuthMethod ?? ClientAuthMethod.Basic,
            metadata.GrantTypes ?? [GrantTypeName.AuthorizationCode],
            metadata.Scope ?? string.Empty,
            metadata.RedirectUris?.Contains(callback, StringComparer.Ordinal) == true,
            builtIn)
        {
            MustPush = metadata.RequirePushedAuthorizationRequests == true,
            MustBind = metadata.DpopBoundAccessTokens == true,
            Errors = builtIn ? null : AppLinks.Of(clientId, "errors"),
        };

    /// <summary>It is for people with a browser, so that it needs to come back.</summary>
    public bool HasCode => Grants.Contains(GrantTypeName.AuthorizationCode);

    /// <summary>The browser has no key of an app that proves itself by one.</summary>
    public bool CanBeProved => Method is ClientAuthMethod.None or ClientAuthMethod.Basic or ClientAuthMethod.Post;
}
