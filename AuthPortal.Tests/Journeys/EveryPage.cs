using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>Each page and state that a person can see, and how to get there.</summary>
internal static class EveryPage
{
    public static IReadOnlyDictionary<string, Seen> All { get; } = new Dictionary<string, Seen>(StringComparer.Ordinal)
    {
        ["landing"] = new(null, GoTo("/")),
        ["login"] = new(null, GoTo("/login")),
        ["login-for-app"] = new(null, GoTo(Scenery.Authorize("openid profile"))),
        ["login-refused"] = new(null, RefusedAsync),
        ["signup"] = new(null, GoTo("/signup")),
        ["signup-refused"] = new(null, BadSignUpAsync),
        ["signed-out"] = new(null, GoTo("/signed-out")),
        ["not-found"] = new(null, GoTo("/nothing-here")),
        ["authorize-refused"] = new(null, GoTo("/authorize?client_id=nobody")),
        ["authorize-ended"] = new(null, GoTo("/authorize?interaction=gone")),
        ["home"] = new("alice", GoTo("/")),
        ["home-new"] = new("bob", GoTo("/")),
        ["consent"] = new("bob", GoTo(Scenery.Authorize("openid profile email offline_access notes.read notes.write"))),
        ["consent-more"] = new("alice", GoTo(Scenery.Authorize("openid profile email notes.read notes.write"))),
        ["consent-local"] = new("bob", GoTo(Scenery.Authorize("openid profile", "photos", "http://127.0.0.1:4000/cb"))),
        ["consent-long"] = new("bob", GoTo(Scenery.Authorize(
            "openid profile email address phone offline_access notes.read notes.write",
            "long",
            "https://a-very-long-host-name-for-testing-the-wrapping.department.example.com/cb"))),
        ["device"] = new(null, GoTo("/device")),
        ["device-filled"] = new("bob", GoTo("/device?user_code=BCDF-GHJK")),
        ["device-refused"] = new("bob", page => TypeAsync(page, "BCDF-GHJK")),
        ["device-wait"] = new("alice", GuessAsync),
        ["device-consent"] = new("bob", async page => await TypeAsync(page, await Scenery.UserCodeAsync(page))),
        ["device-allowed"] = new("bob", page => AnswerAsync(page, "allow")),
        ["device-denied"] = new("bob", page => AnswerAsync(page, "deny")),
        ["consent-gone"] = new("bob", GoTo("/consent")),
        ["apps"] = new("alice", GoTo("/apps")),
        ["apps-none"] = new("bob", GoTo("/apps")),
        ["app"] = new("alice", GoTo("/apps/notes")),
        ["app-revoke"] = new("alice", RevokeAsync),
        ["security"] = new("alice", GoTo("/account/security")),
        ["logout"] = new("alice", GoTo("/logout")),
        ["developer"] = new("alice", GoTo("/developer")),
        ["developer-none"] = new("bob", GoTo("/developer")),
        ["new-app"] = new("bob", GoTo("/developer/apps/new")),
        ["my-app"] = new("alice", GoTo("/developer/apps/notes")),
        ["my-app-settings"] = new("alice", GoTo("/developer/apps/notes/settings")),
        ["my-app-credentials"] = new("alice", GoTo("/developer/apps/notes/credentials")),
        ["my-app-quick-start"] = new("alice", GoTo("/developer/apps/notes/quick-start")),
        ["my-app-machine"] = new("alice", GoTo("/developer/apps/backup/quick-start")),
    };

    /// <summary>All is there: fonts, and the circuit on the pages that have one.</summary>
    public static async Task SettledAsync(IPage page)
    {
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.EvaluateAsync("() => document.fonts.ready");
        await page.WaitForFunctionAsync(
            "() => !document.querySelector('script[src*=\"blazor.web\"]') || window.Blazor !== undefined");
    }

    private static Func<IPage, Task> GoTo(string address) => page => page.GotoAsync(address);

    private static async Task RefusedAsync(IPage page)
    {
        await page.GotoAsync("/login");
        await page.FillAsync("input[name='Input.UserName']", "alice");
        await page.FillAsync("input[name='Input.Password']", "not the password");
        await page.ClickAsync("form[method=post] button[type=submit]");
    }

    private static async Task BadSignUpAsync(IPage page)
    {
        await page.GotoAsync("/signup");
        await page.FillAsync("input[name='Input.UserName']", "a b");
        await page.FillAsync("input[name='Input.Email']", "nobody@example.com");
        await page.FillAsync("input[name='Input.Password']", "password");
        await page.EvaluateAsync("() => document.querySelectorAll('form').forEach(f => f.noValidate = true)");
        await page.ClickAsync("main form[method=post] button[type=submit]");
    }

    private static async Task TypeAsync(IPage page, string userCode)
    {
        await page.GotoAsync("/device");
        await page.FillAsync("input[name=user_code]", userCode);
        await page.ClickAsync("main form[method=post] button[type=submit]");
    }

    /// <summary>Wrong codes until the page says wait; alice alone waits then, and only her first window has to guess.</summary>
    private static async Task GuessAsync(IPage page)
    {
        var waits = false;
        page.Response += (_, response) => waits |= response.Status == 429;
        for (var i = 0; i <= 10 && !waits; i++)
        {
            await TypeAsync(page, "BCDF-GHJK");
        }
    }

    private static async Task AnswerAsync(IPage page, string decision)
    {
        await TypeAsync(page, await Scenery.UserCodeAsync(page));
        await page.ClickAsync($"button[value={decision}]");
    }

    private static async Task RevokeAsync(IPage page)
    {
        await page.GotoAsync("/apps/notes");
        await SettledAsync(page);
        await page.ClickAsync("main button.danger");
        await page.WaitForSelectorAsync("[role=dialog]");
    }
}

/// <summary>A page or state.</summary>
/// <param name="UserName">Who is signed in; null for nobody.</param>
/// <param name="Open">Leads there.</param>
internal sealed record Seen(string? UserName, Func<IPage, Task> Open);
