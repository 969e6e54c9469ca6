using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using AuthPortal.Components;
using AuthPortal.Components.Docs;
using AuthPortal.Hosting.Settings;
using AuthPortal.Hosting.Start;
using AuthPortal.Hosting.Telemetry;
using AuthPortal.Resources;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.StaticAssets;

namespace AuthPortal.Tests.Docs;

/// <summary>The references leave nothing out, and what the guides name exists.</summary>
public sealed partial class ReferenceTests(DocsPortal portal) : IClassFixture<DocsPortal>
{
    private const string Nonsense = "NoSuchSetting";

    private static readonly ResourceManager Words = new(typeof(DocsTexts).FullName!, typeof(DocsTexts).Assembly);

    private IEnumerable<RouteEndpoint> Routes
        => portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static string[] Keys => [.. SettingsReference.All.Select(line => line.Key)];

    /// <summary>The check at the start says itself what it knows of each section.</summary>
    [Theory]
    [InlineData("OAuth")]
    [InlineData("OAuth:TokenLifetimes")]
    [InlineData("OAuth:SoftwareStatementIssuers:0")]
    [InlineData("Database")]
    [InlineData("Proxies")]
    [InlineData("Provisioning")]
    [InlineData("Developers")]
    [InlineData("Geo")]
    [InlineData("Mail")]
    [InlineData("Mail:Smtp")]
    [InlineData("Telemetry")]
    public void Every_setting_that_the_start_knows_is_in_the_reference(string section)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [KeyValuePair.Create($"{section}:{Nonsense}", (string?)"1")]).Build();
        var refused = Assert.Throws<StartRefusedException>(() => SettingsRules.Check(configuration));
        var known = refused.Message[(refused.Message.LastIndexOf(" knows ", StringComparison.Ordinal) + 7)..].TrimEnd('.');
        var prefix = section.Replace(":0", ":N", StringComparison.Ordinal);
        Assert.All(known.Split(", "), name => Assert.Contains(
            Keys, key => key == $"{prefix}:{name}" || key.StartsWith($"{prefix}:{name}:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_setting_that_the_source_reads_is_in_the_reference()
    {
        var read = Directory.EnumerateFiles(Repository.Place("AuthPortal"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(["obj", "bin", "Docs"]).Any())
            .SelectMany(file => Setting().Matches(File.ReadAllText(file)).Select(match => match.Groups["key"].Value))
            .Distinct(StringComparer.Ordinal).ToList();
        Assert.True(read.Count > 3);
        Assert.All(read, name => Assert.Contains(
            Keys, key => key == name || key.StartsWith(name + ":", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ko")]
    public void Every_line_has_its_words(string culture)
    {
        var language = CultureInfo.GetCultureInfo(culture);
        var endpoints = portal.Services.GetRequiredService<EndpointsReference>();
        string[] names = [.. SettingsReference.All.Select(SettingsReference.TextOf), .. endpoints.All.Select(EndpointsReference.TextOf)];
        Assert.All(names, name => Assert.False(string.IsNullOrEmpty(Words.GetString(name, language)), name));
    }

    /// <summary>Whatever is mapped and is no page's stands in the reference, however it came to be mapped.</summary>
    [Fact]
    public void Every_route_for_programs_is_in_the_reference()
    {
        var routes = Routes.Where(route => !IsOfPages(route)).ToList();
        var lines = portal.Services.GetRequiredService<EndpointsReference>().All;
        Assert.All(routes, route =>
        {
            var path = '/' + route.RoutePattern.RawText!.Trim('/');
            var line = lines.SingleOrDefault(l => l.Path == path);
            Assert.True(line is not null, $"{path} is not in the reference.");
            Assert.All(
                route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [HttpMethods.Get],
                method => Assert.Contains(method, line!.Methods, StringComparison.Ordinal));
        });
        Assert.Superset(
            new HashSet<string>(["/token", "/healthz", "/readyz", TelemetryServices.MetricsPath], StringComparer.Ordinal),
            lines.Select(line => line.Path).ToHashSet(StringComparer.Ordinal));
        Assert.Equal(lines.Count, routes.Select(route => route.RoutePattern.RawText!.Trim('/')).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>A guide that names a setting or an address names one that there is.</summary>
    [Fact]
    public void What_the_guides_name_exists()
    {
        var pages = Routes.Select(e => '/' + (e.RoutePattern.RawText ?? string.Empty).Trim('/')).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Repository.Place("AuthPortal", "Docs"), "*.md"))
        {
            var text = File.ReadAllText(file);
            Assert.All(
                Setting().Matches(text).Select(match => match.Groups["key"].Value.Replace(":0", ":N", StringComparison.Ordinal)),
                named => Assert.Contains(Keys, key => key == named || key.StartsWith(named + ":", StringComparison.Ordinal)));
            Assert.All(
                Address().Matches(text).Select(match => match.Groups["path"].Value),
                path => Assert.Contains(path, pages));
        }
    }

    /// <summary>A page, what its forms post to, what it shows to whoever is signed in, its files and its connection.</summary>
    private static bool IsOfPages(RouteEndpoint route)
        => route.Metadata.GetMetadata<ControllerActionDescriptor>() is null
            && (route.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
                || route.Metadata.GetMetadata<PageFormAttribute>() is not null
                || route.Metadata.GetMetadata<IAuthorizeData>() is not null
                || route.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
                || route.RoutePattern.RawText == "{**path:file}"
                || route.RoutePattern.RawText!.TrimStart('/').StartsWith('_'));

    [GeneratedRegex(
        "[\"`](?<key>(OAuth|Mail|Database|Developers|Geo|Provisioning|Proxies|Telemetry|ConnectionStrings):[A-Za-z0-9_:]*[A-Za-z0-9])[\"`=]",
        RegexOptions.ExplicitCapture,
        5000)]
    private static partial Regex Setting();

    /// <summary>In a sentence; those of other servers stand in tables with more than one part.</summary>
    [GeneratedRegex("(?<!\\| )`(?<path>/[a-z_]+)`", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Address();
}
