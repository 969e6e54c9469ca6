using AuthPortal.Data;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>
/// Every scope and resource that this server knows, kept in memory. Whoever changes one calls <see cref="Forget"/>
/// after the commit.
/// </summary>
public sealed class ScopeCatalog(IDbContextFactory<AuthDbContext> contexts, Issuer issuer)
{
    /// <summary>OpenID Connect Core §5.4 and §11; their words stand in the resources, not in the database.</summary>
    public static readonly ScopeSet Standard = ScopeSet.Of(
        ["openid", "profile", "email", "address", "phone", "offline_access"]);

    private volatile Picture? _picture;
    private long _version;

    public async ValueTask<Picture> GetAsync(CancellationToken cancellationToken)
    {
        if (_picture is { } known)
        {
            return known;
        }

        var version = Interlocked.Read(ref _version);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var scopes = await db.Scopes.AsNoTracking().OrderBy(s => s.Name)
            .Select(s => new KnownScope(s.Name, s.DisplayName, s.Description, s.DisplayNameKo, s.DescriptionKo))
            .ToListAsync(cancellationToken);
        var resources = await db.Resources.AsNoTracking().OrderBy(r => r.Identifier).ToListAsync(cancellationToken);
        var read = new Picture(
            scopes,
            [.. resources.Select(r => new KnownResource(r.Identifier, r.Name, ScopeSet.Parse(r.Scopes)))],
            await DetailTypesAsync(db, cancellationToken))
        {
            Own = [issuer.Value, ProtectedResource.IdentifierAt(issuer)],
        };
        _picture = read;
        if (Interlocked.Read(ref _version) != version)
        {
            // Something changed while the rows were read: what was read may be old, so it is not kept.
            _picture = null;
        }

        return read;
    }

    public void Forget()
    {
        Interlocked.Increment(ref _version);
        _picture = null;
    }

    private static async Task<IReadOnlyList<KnownDetailType>> DetailTypesAsync(
        AuthDbContext db,
        CancellationToken cancellationToken)
    {
        var known = new List<KnownDetailType>();
        foreach (var row in await db.AuthorizationDetailTypes.AsNoTracking().OrderBy(t => t.Type)
            .ToListAsync(cancellationToken))
        {
            if (await DetailSchema.ReadAsync(row.Schema, cancellationToken) is { } schema)
            {
                known.Add(new KnownDetailType(row.Type, row.DisplayName, row.DisplayNameKo, schema));
            }
        }

        return known;
    }

    /// <summary>A consistent view of the catalog.</summary>
    public sealed record Picture(
        IReadOnlyList<KnownScope> Custom,
        IReadOnlyList<KnownResource> Resources,
        IReadOnlyList<KnownDetailType> DetailTypes)
    {
        /// <summary>Standard scopes first, then the server's own.</summary>
        public ScopeSet All { get; } = Standard.Union(ScopeSet.Of(Custom.Select(s => s.Name)));

        /// <summary>This server's own resources, RFC 9728; no scope belongs to them alone.</summary>
        public IReadOnlyList<string> Own { get; init; } = [];

        public bool HasResource(string identifier)
            => Resources.Any(r => r.Identifier == identifier) || Own.Contains(identifier);

        public KnownScope? Find(string name) => Custom.FirstOrDefault(s => s.Name == name);

        /// <summary>The audiences of an access token with these scopes (RFC 9068 §2.2): the APIs that they open.</summary>
        public IReadOnlyList<string> AudiencesOf(ScopeSet scopes)
            => [.. Resources.Where(r => r.Scopes.Any(scopes.Contains)).Select(r => r.Identifier)];

        /// <summary>Those that belong to one of the resources, or to no resource at all (RFC 8707 §2.2).</summary>
        public ScopeSet ScopesAt(IReadOnlyList<string> resources, ScopeSet scopes)
            => ScopeSet.Of(scopes.Where(name =>
            {
                var owners = Resources.Where(r => r.Scopes.Contains(name)).ToList();
                return owners.Count == 0 || owners.Exists(r => resources.Contains(r.Identifier));
            }));
    }
}

/// <summary>A scope of the server's own, in words.</summary>
public sealed record KnownScope(
    string Name,
    string DisplayName,
    string? Description,
    string? DisplayNameKo,
    string? DescriptionKo);

/// <summary>An API and the scopes that open it.</summary>
public sealed record KnownResource(string Identifier, string Name, ScopeSet Scopes);
