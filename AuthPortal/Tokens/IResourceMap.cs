using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>Which API a scope opens. The catalog of scopes lives in another room.</summary>
public interface IResourceMap
{
    /// <summary>The audiences of an access token with these scopes; none means the issuer itself.</summary>
    IReadOnlyList<string> AudiencesOf(ScopeSet scopes);

    /// <summary>Those of <paramref name="scopes"/> that belong to one of the resources, or to no resource at all.</summary>
    ScopeSet ScopesAt(IReadOnlyList<string> resources, ScopeSet scopes);
}
