using AuthPortal.Protocol;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace AuthPortal.Endpoints.Discovery;

/// <summary>
/// The well-known documents: OpenID Connect Discovery §4, RFC 8414 §3 and the key set (RFC 7517),
/// and this server as a protected resource (RFC 9728).
/// </summary>
public sealed class DiscoveryController(
    Issuer issuer,
    ServerMetadata metadata,
    ResourceMetadata resource,
    PublishedKeys keys) : ControllerBase
{
    public const string OpenIdPath = "/.well-known/openid-configuration";
    public const string OAuthPath = "/.well-known/oauth-authorization-server";
    public const string ResourcePath = ProtectedResource.WellKnown;
    public const string KeysPath = "/.well-known/jwks.json";

    private const string Inserted = "/{**issuerPath}";
    private const string FiveMinutes = "public, max-age=300";

    [AcceptVerbs("GET", "HEAD", Route = OpenIdPath)]
    [AcceptVerbs("GET", "HEAD", Route = OAuthPath)]
    public async Task<IActionResult> MetadataAsync()
        => Answer(await metadata.GetAsync(HttpContext.RequestAborted));

    /// <summary>RFC 8414 §3.1: for an issuer with a path, the well-known part stands before it.</summary>
    [AcceptVerbs("GET", "HEAD", Route = OpenIdPath + Inserted)]
    [AcceptVerbs("GET", "HEAD", Route = OAuthPath + Inserted)]
    public async Task<IActionResult> InsertedAsync()
    {
        var path = new Uri(issuer.Value).AbsolutePath;
        return path != "/" && '/' + (RouteData.Values["issuerPath"] as string) == path
            ? Answer(await metadata.GetAsync(HttpContext.RequestAborted))
            : NotFound();
    }

    /// <summary>RFC 9728 §3.</summary>
    [AcceptVerbs("GET", "HEAD", Route = ResourcePath)]
    public IActionResult Resource() => Answer(resource.Server);

    /// <summary>§3.1: of what lies under a path, the well-known part stands before it.</summary>
    [AcceptVerbs("GET", "HEAD", Route = ResourcePath + Inserted)]
    public IActionResult InsertedResource()
    {
        var path = new Uri(issuer.Value).AbsolutePath.TrimEnd('/');
        var named = '/' + (RouteData.Values["issuerPath"] as string);
        return named == path + ProtectedResource.Path ? Answer(resource.UserInfo)
            : named == path ? Answer(resource.Server)
            : NotFound();
    }

    [AcceptVerbs("GET", "HEAD", Route = KeysPath)]
    public IActionResult Keys() => Answer(keys.Answer);

    private IActionResult Answer(ReadyAnswer ready)
    {
        Response.Headers.CacheControl = FiveMinutes;
        Response.Headers.ETag = ready.EntityTag;
        var known = Request.GetTypedHeaders().IfNoneMatch;
        if (known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == ready.EntityTag))
        {
            return StatusCode(StatusCodes.Status304NotModified);
        }

        return new FileContentResult(ready.Octets.ToArray(), "application/json");
    }
}
