using System.Text.RegularExpressions;

namespace AuthPortal.Hosting.Bench;

/// <summary>What browsers do on the way to a measurement.</summary>
internal static partial class BenchBrowser
{
    /// <summary>Signs a person in: the page, its antiforgery field, the form. The connection has the session's cookie then.</summary>
    public static async Task SignInAsync(LoadConnection connection, string userName)
    {
        connection.ForgetCookies();
        var page = (await connection.SendAsync(LoadRequest.Get("/login"))).Expect(StatusCodes.Status200OK);
        var token = Field().Match(page.Text).Groups["value"].Value;
        var answer = await connection.SendAsync(LoadRequest.Post(
            "/login",
            [
                ("_handler", "form"), ("__RequestVerificationToken", token),
                ("Input.UserName", userName), ("Input.Password", BenchFile.Password),
            ],
            ("Cookie", connection.Cookies)));
        if (answer.Location is null)
        {
            throw new BenchFailedException($"The sign-in was refused: {answer.Status} {answer.Text}");
        }
    }

    /// <summary>Follows a peer's redirects until they leave it.</summary>
    public static async Task FollowAsync(LoadConnection connection, string path)
    {
        for (var next = path; next is not null;)
        {
            var answer = await connection.SendAsync(LoadRequest.Get(next, ("Cookie", connection.Cookies)));
            next = Within(answer.Location);
        }
    }

    /// <summary>Null for an address that is not the server's own.</summary>
    private static string? Within(string? location)
        => location is null || location.StartsWith('/')
            ? location
            : Uri.TryCreate(location, UriKind.Absolute, out var uri) && uri.Host == "127.0.0.1" ? uri.PathAndQuery : null;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();
}
