using System.Runtime.CompilerServices;

namespace AuthPortal.Tests.Fixtures;

/// <summary>The files of the project as they lie in the repository.</summary>
internal static class Repository
{
    public static string Text(params string[] path) => File.ReadAllText(Place(path));

    public static string Place(params string[] path) => Path.Combine([Top(), .. path]);

    private static string Top([CallerFilePath] string here = "")
        => Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(here)))!;
}
