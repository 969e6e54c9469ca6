using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Http;

/// <summary>The catalog's answers to the room of tokens, which does not know the catalog.</summary>
public sealed record ResourceMap(ScopeCatalog.Picture Picture) : IResourceMap
{
    public IReadOnlyList<string> AudiencesOf(ScopeSet scopes) => Picture.AudiencesOf(scopes);

    public ScopeSet ScopesAt(IReadOnlyList<string> resources, ScopeSet scopes) => Picture.ScopesAt(resources, scopes);
}
