using System.Globalization;
using AuthPortal.Clients;
using AuthPortal.Protocol;

namespace AuthPortal.Components.Developer;

/// <summary>An app as the form holds it: what is typed, not yet what is registered.</summary>
public sealed class AppDraft
{
    private const string OpenId = "openid";

    public AppKind Kind { get; set; } = AppKind.WebServer;

    public string Name { get; set; } = string.Empty;

    public string ClientUri { get; set; } = string.Empty;

    public string LogoUri { get; set; } = string.Empty;

    public string InitiateLoginUri { get; set; } = string.Empty;

    public bool Pairwise { get; set; }

    public string SectorUri { get; set; } = string.Empty;

    public string TosUri { get; set; } = string.Empty;

    public string PolicyUri { get; set; } = string.Empty;

    /// <summary>One entry a row of the form; empty rows are not registered.</summary>
    public List<string> RedirectUris { get; init; } = [string.Empty];

    public List<string> PostLogoutRedirectUris { get; init; } = [string.Empty];

    public ScopeSet Scopes { get; set; } = ScopeSet.Of([OpenId, "profile"]);

    public ScopeSet Optional { get; set; } = ScopeSet.Empty;

    public string AuthMethod { get; set; } = ClientAuthMethod.Basic;

    public bool RefreshTokens { get; set; } = true;

    public bool ActsForItself { get; set; }

    /// <summary>RFC 8628: a television, a terminal. Without a redirect URI it is the only way to sign in.</summary>
    public bool OnDevices { get; set; }

    public string SigningAlgorithm { get; set; } = string.Empty;

    public string TokenFormat { get; set; } = string.Empty;

    /// <summary>Seconds as they were typed; empty means the server's setting.</summary>
    public string AccessLifetime { get; set; } = string.Empty;

    public string RefreshLifetime { get; set; } = string.Empty;

    public string MaxAge { get; set; } = string.Empty;

    public bool ClaimsInIdToken { get; set; }

    public bool SkipConsent { get; set; }

    public bool HasPeople => Kind != AppKind.Machine;

    /// <summary>It sends people to a browser of its own.</summary>
    private bool HasCode => HasPeople && (!OnDevices || Filled(RedirectUris).Length > 0);

    public bool IsConfidential => AuthMethod != ClientAuthMethod.None;

    public static AppDraft From(ClientMetadata metadata) => new()
    {
        Kind = AppKinds.Of(metadata),
        Name = metadata.ClientName ?? string.Empty,
        ClientUri = metadata.ClientUri ?? string.Empty,
        LogoUri = metadata.LogoUri ?? string.Empty,
        InitiateLoginUri = metadata.InitiateLoginUri ?? string.Empty,
        Pairwise = SectorIdentifier.IsPairwise(metadata),
        SectorUri = metadata.SectorIdentifierUri ?? string.Empty,
        TosUri = metadata.TosUri ?? string.Empty,
        PolicyUri = metadata.PolicyUri ?? string.Empty,
        RedirectUris = Rows(metadata.RedirectUris),
        PostLogoutRedirectUris = Rows(metadata.PostLogoutRedirectUris),
        Scopes = ScopeSet.Parse(metadata.Scope),
        Optional = ScopeSet.Parse(metadata.OptionalScopes),
        AuthMethod = metadata.TokenEndpointAuthMethod ?? ClientAuthMethod.Basic,
        RefreshTokens = metadata.GrantTypes?.Contains(GrantTypeName.RefreshToken) == true,
        ActsForItself = metadata.GrantTypes?.Contains(GrantTypeName.ClientCredentials) == true,
        OnDevices = metadata.GrantTypes?.Contains(GrantTypeName.DeviceCode) == true,
        SigningAlgorithm = metadata.IdTokenSignedResponseAlg ?? string.Empty,
        TokenFormat = metadata.AccessTokenFormat ?? string.Empty,
        AccessLifetime = Typed(metadata.AccessTokenLifetime),
        RefreshLifetime = Typed(metadata.RefreshTokenLifetime),
        MaxAge = Typed(metadata.DefaultMaxAge),
        ClaimsInIdToken = metadata.ClaimsInIdToken == true,
        SkipConsent = metadata.SkipConsent == true,
    };

    /// <summary>Another kind: what it decides is set, what was typed stays.</summary>
    public void Become(AppKind kind, ScopeSet ownScopes)
    {
        var template = AppKinds.Template(kind);
        var had = HasPeople;
        Kind = kind;
        AuthMethod = template.TokenEndpointAuthMethod ?? ClientAuthMethod.Basic;
        RefreshTokens = template.GrantTypes?.Contains(GrantTypeName.RefreshToken) == true;
        ActsForItself = kind == AppKind.Machine;
        if (!HasPeople)
        {
            Scopes = Scopes.Intersect(ownScopes);
            Optional = ScopeSet.Empty;
        }
        else if (!had)
        {
            Scopes = ScopeSet.Of([OpenId, "profile"]).Union(Scopes);
        }
    }

    /// <summary>Asks for a scope or no longer does; what is not asked for cannot be optional.</summary>
    public void Toggle(string scope)
    {
        var one = ScopeSet.Of([scope]);
        Scopes = Scopes.Contains(scope) ? Scopes.Except(one) : Scopes.Union(one);
        Optional = Optional.Intersect(Scopes);
    }

    public void ToggleOptional(string scope)
    {
        var one = ScopeSet.Of([scope]);
        Optional = Optional.Contains(scope) ? Optional.Except(one) : Optional.Union(one);
    }

    /// <summary>The metadata as it would be registered; members that the form lacks stay as they are.</summary>
    public ClientMetadata ApplyTo(ClientMetadata metadata) => metadata with
    {
        ApplicationType = Kind == AppKind.Native ? ApplicationType.Native : metadata.ApplicationType,
        ClientName = Name,
        ClientUri = Text(ClientUri),
        LogoUri = Text(LogoUri),
        InitiateLoginUri = Text(InitiateLoginUri),
        SubjectType = Pairwise ? SectorIdentifier.Pairwise : SectorIdentifier.IsPairwise(metadata) ? null : metadata.SubjectType,
        SectorIdentifierUri = Text(SectorUri),
        TosUri = Text(TosUri),
        PolicyUri = Text(PolicyUri),
        RedirectUris = HasPeople ? Filled(RedirectUris) : null,
        PostLogoutRedirectUris = HasPeople ? Filled(PostLogoutRedirectUris) : null,
        GrantTypes = [.. Grants(), .. (metadata.GrantTypes ?? []).Where(grant => !OfForm.Contains(grant))],
        ResponseTypes =
        [
            .. HasCode ? [ResponseType.Code] : Array.Empty<string>(),
            .. (metadata.ResponseTypes ?? []).Where(response => response != ResponseType.Code),
        ],
        Scope = Scopes.ToString(),
        OptionalScopes = Optional.ToString(),
        TokenEndpointAuthMethod = AuthMethod,
        IdTokenSignedResponseAlg = Text(SigningAlgorithm),
        AccessTokenFormat = Text(TokenFormat),
        AccessTokenLifetime = Number(AccessLifetime),
        RefreshTokenLifetime = Number(RefreshLifetime),
        DefaultMaxAge = Number(MaxAge),
        ClaimsInIdToken = ClaimsInIdToken ? true : null,
        SkipConsent = SkipConsent ? true : null,
    };

    /// <summary>The grants that the form has a word for; others stay as they were registered elsewhere.</summary>
    private static readonly string[] OfForm =
    [
        GrantTypeName.AuthorizationCode, GrantTypeName.RefreshToken, GrantTypeName.ClientCredentials,
        GrantTypeName.DeviceCode,
    ];

    private IEnumerable<string> Grants()
    {
        (string Grant, bool Wanted)[] grants =
        [
            (GrantTypeName.AuthorizationCode, HasCode),
            (GrantTypeName.RefreshToken, HasPeople && RefreshTokens),
            (GrantTypeName.ClientCredentials, !HasPeople || (ActsForItself && IsConfidential)),
            (GrantTypeName.DeviceCode, HasPeople && OnDevices),
        ];
        return grants.Where(g => g.Wanted).Select(g => g.Grant);
    }

    private static List<string> Rows(IReadOnlyList<string>? values)
        => values is { Count: > 0 } ? [.. values] : [string.Empty];

    private static string[] Filled(List<string> rows) => [.. rows.Where(row => row.Length > 0)];

    private static string? Text(string typed) => typed.Length == 0 ? null : typed;

    private static string Typed(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>What is no whole number becomes one that the rules refuse.</summary>
    private static int? Number(string typed) => typed.Length == 0 ? null
        : int.TryParse(typed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : int.MinValue;
}
