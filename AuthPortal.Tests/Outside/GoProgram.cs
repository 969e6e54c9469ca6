using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Outside;

/// <summary>
/// A program for Go with Debian's Go and libraries, which are older than those that <c>go get</c> brings: go-oidc 2 stands
/// where a program looks for version 3, which kept what is used here, and x/oauth2 gets PKCE from a file of the tests.
/// </summary>
internal static class GoProgram
{
    private const string Packages = "golang-go golang-golang-x-oauth2-dev golang-github-coreos-go-oidc-dev";
    private const string Oidc = "/usr/share/gocode/src/github.com/coreos/go-oidc";
    private const string OAuth = "/usr/share/gocode/src/golang.org/x/oauth2";

    private static readonly Lazy<Task> Ready = new(FindAsync);

    private static string Place => Path.Combine(AppContext.BaseDirectory, "Outside", "go");

    private static bool IsPresent => File.Exists("/usr/bin/go") && Directory.Exists(Oidc) && Directory.Exists(OAuth);

    public static async Task<OutsideProgram> StartAsync(string name, string text)
    {
        await Ready.Value;
        var folder = Directory.CreateDirectory(Path.Combine(Place, "src", name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "main.go"), text);
        using var build = OutsideProgram.Start(
            "/usr/bin/go",
            folder,
            ["build", "-o", "app", "."],
            ("GO111MODULE", "off"),
            ("GOPATH", $"{Place}:/usr/share/gocode"),
            ("GOCACHE", Path.Combine(Place, "cache")));
        await build.EndAsync();
        return OutsideProgram.Start(Path.Combine(folder, "app"), folder, []);
    }

    private static async Task FindAsync()
    {
        if (!IsPresent)
        {
            await Debian.TryInstallAsync(Packages);
            Assert.True(IsPresent, $"This test needs Go with Debian's libraries. Install them with: sudo apt-get install -y {Packages}");
        }

        Copy(Oidc, "github.com/coreos/go-oidc/v3/oidc");
        Copy(OAuth, "golang.org/x/oauth2");
        Copy(Path.Combine(OAuth, "internal"), "golang.org/x/oauth2/internal");
        File.Copy(Path.Combine(Place, "pkce.go"), Path.Combine(Place, "src/golang.org/x/oauth2/pkce.go"), overwrite: true);
    }

    private static void Copy(string from, string package)
    {
        var to = Directory.CreateDirectory(Path.Combine(Place, "src", package)).FullName;
        foreach (var file in Directory.EnumerateFiles(from, "*.go").Where(f => !f.EndsWith("_test.go", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }
    }
}
