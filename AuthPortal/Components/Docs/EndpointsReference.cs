using Microsoft.AspNetCore.Mvc.Controllers;

namespace AuthPortal.Components.Docs;

/// <summary>Every address that programs call, from the routes as they are mapped.</summary>
public sealed class EndpointsReference(EndpointDataSource endpoints)
{
    private readonly Lazy<IReadOnlyList<EndpointLine>> _all = new(() => Read(endpoints));

    public IReadOnlyList<EndpointLine> All => _all.Value;

    /// <summary>The name of its text.</summary>
    public static string TextOf(EndpointLine line)
        => "Endpoint" + string.Concat(line.Path.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static IReadOnlyList<EndpointLine> Read(EndpointDataSource endpoints)
        => [.. endpoints.Endpoints.OfType<RouteEndpoint>().Where(IsForPrograms)
            .GroupBy(endpoint => '/' + endpoint.RoutePattern.RawText?.Trim('/'), StringComparer.Ordinal)
            .Select(path => new EndpointLine(
                path.Key,
                string.Join(", ", path.SelectMany(Methods).Distinct(StringComparer.Ordinal))))
            .OrderBy(line => line.Path.StartsWith("/.", StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(line => line.Path, StringComparer.Ordinal)];

    private static bool IsForPrograms(RouteEndpoint endpoint)
        => endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is not null
            || endpoint.Metadata.GetMetadata<ForProgramsAttribute>() is not null;

    private static IEnumerable<string> Methods(RouteEndpoint endpoint)
        => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods
            ?? (IReadOnlyList<string>)[HttpMethods.Get];
}

/// <summary>An address that programs call.</summary>
public sealed record EndpointLine(string Path, string Methods)
{
    /// <summary>As people write it.</summary>
    public string Shown => Path.Replace("**", string.Empty, StringComparison.Ordinal);
}
