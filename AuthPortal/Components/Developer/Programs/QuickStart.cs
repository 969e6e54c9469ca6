using AuthPortal.Clients;

namespace AuthPortal.Components.Developer.Programs;

/// <summary>Which programs suit an app, filled in with its values.</summary>
public static class QuickStart
{
    public const string Curl = "curl";
    public const string AspNetCore = "aspnet";
    public const string Node = "node";
    public const string Python = "python";
    public const string Go = "go";
    public const string Spring = "spring";
    public const string SinglePage = "spa";
    public const string Mcp = "mcp";

    /// <param name="app">Its values.</param>
    /// <param name="mcpServer">The program of the guide to MCP.</param>
    public static IReadOnlyList<QuickProgram> Of(Snippets app, string mcpServer)
    {
        QuickProgram[] all =
        [
            new(Curl, "curl", []),
            new(AspNetCore, "ASP.NET Core", [new("Program.cs", app.AspNetCore())]),
            new(Node, "Node", [new("app.mjs", NodeSnippet.Write(app))]),
            new(Python, "Python", [new("app.py", PythonSnippet.Write(app))]),
            new(Go, "Go", [new("main.go", GoSnippet.Write(app))]),
            new(
                Spring,
                "Spring Boot",
                [
                    new("src/main/resources/application.yml", SpringSnippet.Settings(app)),
                    new("src/main/java/app/App.java", SpringSnippet.Write(app)),
                ]),
            new(SinglePage, "Single page", [new("index.html", SinglePageSnippet.Write(app))]),
            new(Mcp, "MCP server", [new("server.mjs", mcpServer)]),
        ];
        return [.. all.Where(program => Suits(program.Id, app))];
    }

    private static bool Suits(string program, Snippets app) => app.Kind switch
    {
        AppKind.Machine => program is Curl or Node or Python,
        AppKind.SinglePage => program is Curl or SinglePage or Mcp,
        AppKind.Native => program is Curl or Mcp
            || (program is Node or Python or Go && app.RedirectUri.StartsWith("http", StringComparison.Ordinal)),
        _ => program != SinglePage,
    };
}

/// <summary>A program of the quick start.</summary>
/// <param name="Id">Its name in addresses and texts.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Files">What is pasted; none where it is several commands.</param>
public sealed record QuickProgram(string Id, string Title, IReadOnlyList<QuickFile> Files);

/// <summary>A file to paste.</summary>
public sealed record QuickFile(string Name, string Code);
