using AuthPortal.Clients;
using AuthPortal.Components.Developer;
using AuthPortal.Components.Developer.Programs;
using AuthPortal.Protocol;

namespace AuthPortal.Tests.Developer;

/// <summary>
/// What Spring Security's documentation asks of the quick start's program. It is not run here, where there is no
/// repository of Java packages.
/// </summary>
public sealed class SpringSnippetTests
{
    private static readonly Snippets App = new(
        "https://id.example.test",
        "shop",
        AppKind.WebServer,
        "client_secret_basic",
        "https://shop.example.test/in",
        ScopeSet.Parse("openid profile"),
        "kept by the shop");

    /// <summary>Spring expects RS256 of everybody unless it is told, and the portal's default is ES256.</summary>
    [Theory]
    [InlineData(null, "ES256")]
    [InlineData("RS256", "RS256")]
    [InlineData("PS256", "PS256")]
    public void It_expects_the_algorithm_of_the_app(string? registered, string expected)
    {
        var program = Files(registered is null ? App : App with { IdTokenAlgorithm = registered })["App.java"];
        Assert.Contains($"app -> SignatureAlgorithm.{expected})", program, StringComparison.Ordinal);
    }

    /// <summary>Without a package, @SpringBootApplication reads every class of every jar, and does not start.</summary>
    [Fact]
    public void Its_class_lies_in_the_package_that_it_names()
    {
        var path = QuickStart.Of(App, "mcp").Single(p => p.Id == QuickStart.Spring).Files[1].Name;
        Assert.Equal("src/main/java/app/App.java", path);
        Assert.StartsWith("package app;", Files(App)["App.java"], StringComparison.Ordinal);
    }

    /// <summary>The redirection endpoint has to match the redirect-uri of the registration.</summary>
    [Fact]
    public void It_listens_where_its_redirect_uri_leads()
    {
        Assert.Contains("redirect-uri: \"https://shop.example.test/in\"", Files(App)["application.yml"], StringComparison.Ordinal);
        Assert.Contains("baseUri(\"/in\")", Files(App)["App.java"], StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Files(Snippets app)
        => QuickStart.Of(app, "mcp").Single(p => p.Id == QuickStart.Spring).Files
            .ToDictionary(file => Path.GetFileName(file.Name), file => file.Code, StringComparer.Ordinal);
}
