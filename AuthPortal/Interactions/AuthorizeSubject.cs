using AuthPortal.Clients;
using AuthPortal.Protocol;

namespace AuthPortal.Interactions;

/// <summary>What the checks of an authorization request look at.</summary>
internal sealed record AuthorizeSubject(
    AuthorizeParameters Parameters,
    RequestOrigin Origin,
    RegisteredClient Client,
    ScopeSet Scopes,
    ScopeCatalog.Picture Catalog,
    OAuthOptions Options)
{
    /// <summary>RFC 8628: nothing goes through a redirect URI, so what protects one is not asked for.</summary>
    public bool IsOfDevice { get; } = Origin.HasFlag(RequestOrigin.Device)
        || Parameters[AuthorizeParameters.Device] is not null;

    /// <summary>Null when it is missing or unknown.</summary>
    public ResponseType? Response { get; } = ResponseType.Parse(Parameters["response_type"]);

    /// <summary>Null when it was left out or is malformed.</summary>
    public ClaimsRequest? Claims { get; } = Parameters["claims"] is { } json ? ClaimsRequest.Parse(json) : null;

    /// <summary>Null when it is malformed.</summary>
    public AuthorizationDetails? Details { get; } =
        AuthorizationDetails.Parse(Parameters[AuthorizationDetails.Parameter]);

    /// <summary>Every resource that was named, RFC 8707 §2.</summary>
    public IReadOnlyList<string> Resources { get; } =
        Parameters[ResourceIndicator.Parameter]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
