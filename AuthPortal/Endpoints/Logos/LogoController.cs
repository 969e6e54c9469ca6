using System.Security.Cryptography;
using AuthPortal.Clients;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace AuthPortal.Endpoints.Logos;

/// <summary>
/// The picture of an app, RFC 7591 §2, from this server: the person's browser asks no app's server, and
/// <c>img-src 'self'</c> holds.
/// </summary>
public sealed class LogoController(ClientRegistry clients, AuthPortal.Clients.Logos logos) : ControllerBase
{
    public const string Path = "/logo";

    /// <summary>A picture can do nothing here even if a browser took it for a page.</summary>
    private const string Policy = "default-src 'none'; sandbox; frame-ancestors 'none'";

    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    [HttpGet(Path)]
    public async Task<IActionResult> GetAsync([FromQuery(Name = "client_id")] string? clientId)
    {
        var client = string.IsNullOrEmpty(clientId)
            ? null
            : await clients.FindStoredAsync(clientId, HttpContext.RequestAborted);
        if (client?.Metadata.LogoUri is not { } uri || await logos.FindAsync(uri, HttpContext.RequestAborted) is not { } logo)
        {
            Response.Headers.CacheControl = "no-store";
            return NotFound();
        }

        Response.Headers.ContentSecurityPolicy = Policy;
        Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        Response.GetTypedHeaders().CacheControl = new CacheControlHeaderValue { Private = true, MaxAge = Fresh };
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(logo.Octets).AsSpan(..16))}\"";
        return File(logo.Octets, logo.MediaType, lastModified: null, new EntityTagHeaderValue(tag));
    }
}
