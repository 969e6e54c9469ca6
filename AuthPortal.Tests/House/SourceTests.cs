using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace AuthPortal.Tests.House;

/// <summary>What a reader of the source may count on.</summary>
public sealed partial class SourceTests
{
    private const int LongestFile = 300;
    private const int LongestProgram = 80;

    private static readonly string[] Kinds = [".cs", ".razor", ".css", ".js"];
    private static readonly string[] Skipped = ["bin", "obj", "Migrations", "node_modules", "App_Data"];

    [Fact]
    public void No_file_is_longer_than_300_lines()
        => Assert.DoesNotContain(
            Sources("AuthPortal").Concat(Sources("AuthPortal.Tests")),
            f => File.ReadLines(f).Count() > LongestFile);

    [Fact]
    public void The_program_reads_like_a_table_of_contents()
        => Assert.True(File.ReadLines(Path.Combine(Top(), "AuthPortal", "Program.cs")).Count() < LongestProgram);

    [Fact]
    public void No_page_has_an_inline_script_style_or_handler()
        => Assert.DoesNotContain(
            Sources("AuthPortal").Where(f => f.EndsWith(".razor", StringComparison.Ordinal)),
            f => Inline().IsMatch(File.ReadAllText(f)));

    [Theory]
    [InlineData("<p style=\"color: red\">")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<a onclick=\"go()\">")]
    public void The_check_for_inline_code_can_fail(string markup) => Assert.Matches(Inline(), markup);

    [Fact]
    public void No_type_is_named_for_nothing_in_particular()
        => Assert.Empty(typeof(Program).Assembly.GetTypes()
            .Where(t => t.Namespace?.StartsWith("AuthPortal", StringComparison.Ordinal) == true)
            .Where(t => Vague().IsMatch(t.Name)).Select(t => t.FullName));

    /// <summary>MudBlazor's and Blazor's own attributes begin with a capital or an @.</summary>
    [GeneratedRegex("""\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=["']""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Inline();

    [GeneratedRegex("(Helper|Util|Utils|Manager|Common|Base)$", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Vague();

    private static IEnumerable<string> Sources(string project)
        => Directory.EnumerateFiles(Path.Combine(Top(), project), "*", SearchOption.AllDirectories)
            .Where(f => Kinds.Contains(Path.GetExtension(f)))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Intersect(Skipped).Any());

    private static string Top([CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
