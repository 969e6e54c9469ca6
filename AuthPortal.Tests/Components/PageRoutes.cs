using AuthPortal.Components;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing.Patterns;

namespace AuthPortal.Tests.Components;

/// <summary>The portal's addresses as its routes have them, so that no test forgets a page that somebody adds.</summary>
internal static class PageRoutes
{
    /// <summary>What stands in for a parameter of a route.</summary>
    public const string Sample = "web";

    /// <summary>Addresses of pages, each once.</summary>
    public static IReadOnlyList<string> Pages(Portal portal)
        => [.. Routes(portal).Where(IsPage).Select(AddressOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Addresses that take a form of a page.</summary>
    public static IReadOnlyList<string> Forms(Portal portal)
        => [.. Routes(portal).Where(r => Takes(r, "POST") && (IsPage(r) || r.Metadata.GetMetadata<PageFormAttribute>() is not null))
            .Select(AddressOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Addresses that take a POST and are no page's.</summary>
    public static IReadOnlyList<string> Programs(Portal portal)
        => [.. Routes(portal).Where(r => Takes(r, "POST") && !IsPage(r) && r.Metadata.GetMetadata<PageFormAttribute>() is null)
            .Select(AddressOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<RouteEndpoint> Routes(Portal portal)
        => portal.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    private static bool IsPage(RouteEndpoint route) => route.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    private static bool Takes(RouteEndpoint route, string method)
        => route.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods.Count: > 0 } methods || methods.HttpMethods.Contains(method);

    private static string AddressOf(RouteEndpoint route) => "/" + string.Join(
        '/',
        route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => Sample,
        }))));
}
