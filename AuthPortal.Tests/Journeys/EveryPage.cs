using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>Each page and state that a person can see, and how to get there.</summary>
internal static class EveryPage
{
    public static IReadOnlyDictionary<string, Seen> All { get; } = new Dictionary<string, Seen>(StringComparer.Ordinal)
    {
        ["login-for-app-with-logo"] = new(null, GoTo(Scenery.Authorize("openid profile", "calendar", "https://calendar.example.com/cb"))),
        ["consent-logo"] = new("bob", GoTo(Scenery.Authorize("openid profile email", "calendar", "https://calendar.example.com/cb"))),
        ["consent-details"] = new("bob", GoTo(SceneryParts.AskToPay)),
        ["app-with-logo"] = new("alice", GoTo("/apps/calendar")),
        ["reset-password"] = new(null, SceneryParts.ResetAsync),
        ["reset-password-refused"] = new(null, SceneryParts.ResetBadlyAsync),
        ["confirm-email"] = new(SceneryParts.Newcomer, SceneryParts.ConfirmAsync),
        ["security-careful"] = new(SceneryParts.Careful, GoTo("/account/security")),
        ["recovery-codes"] = new(SceneryParts.Careful, GoTo("/account/security/recovery-codes")),
        ["recovery-codes-shown"] = new(SceneryParts.Careful, SceneryParts.RenewCodesAsync),
        ["authenticator-replace"] = new(SceneryParts.Careful, GoTo("/account/security/authenticator")),
        ["home-careful"] = new(SceneryParts.Careful, GoTo("/")),
        ["account-delete-owner"] = new("alice", GoTo("/account/delete")),
        ["account-delete-again"] = new(Scenery.TwoStep, GoTo("/account/delete")),
        ["landing"] = new(null, GoTo("/")),
        ["login"] = new(null, GoTo("/login")),
        ["login-for-app"] = new(null, GoTo(Scenery.Authorize("openid profile"))),
        ["login-refused"] = new(null, RefusedAsync),
        ["signup"] = new(null, GoTo("/signup")),
        ["signup-refused"] = new(null, BadSignUpAsync),
        ["forgot-password"] = new(null, GoTo("/forgot-password")),
        ["forgot-password-sent"] = new(null, ForgetAsync),
        ["reset-password-ended"] = new(null, GoTo("/reset-password")),
        ["second-step"] = new(null, page => SecondStepAsync(page, string.Empty)),
        ["second-step-recovery"] = new(null, page => SecondStepAsync(page, "?recovery=1")),
        ["second-step-wrong"] = new(null, WrongCodeAsync),
        ["second-step-none"] = new("bob", GoTo("/login/verify")),
        ["security-two-step"] = new(Scenery.TwoStep, GoTo("/account/security")),
        ["authenticator"] = new("bob", GoTo("/account/security/authenticator")),
        ["authenticator-again"] = new(Scenery.TwoStep, GoTo("/account/security/authenticator")),
        ["recovery-codes-none"] = new("bob", GoTo("/account/security/recovery-codes")),
        ["email"] = new("alice", GoTo("/account/email")),
        ["email-pending"] = new("bob", ChangeAddressAsync),
        ["confirm-email-ended"] = new("bob", GoTo("/confirm-email")),
        ["signed-out"] = new(null, GoTo("/signed-out")),
        ["not-found"] = new(null, GoTo("/nothing-here")),
        ["authorize-refused"] = new(null, GoTo("/authorize?client_id=nobody")),
        ["authorize-ended"] = new(null, GoTo("/authorize?interaction=gone")),
        ["home"] = new("alice", GoTo("/")),
        ["home-new"] = new(SceneryParts.Newcomer, GoTo("/")),
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
        ["device-allowed"] = new(Scenery.TwoStep, page => AnswerAsync(page, "allow")),
        ["device-denied"] = new("bob", page => AnswerAsync(page, "deny")),
        ["consent-gone"] = new("bob", GoTo("/consent")),
        ["apps"] = new("alice", GoTo("/apps")),
        ["apps-many"] = new("carol", GoTo("/apps")),
        ["apps-unused"] = new("carol", GoTo("/apps?filter=unused&sort=name")),
        ["apps-none-fits"] = new("carol", GoTo("/apps?q=nothing+like+it")),
        ["apps-picking"] = new("carol", PickAsync),
        ["apps-none"] = new(SceneryParts.Newcomer, GoTo("/apps")),
        ["app"] = new("alice", GoTo("/apps/notes")),
        ["app-revoke"] = new("alice", RevokeAsync),
        ["app-remove"] = new("alice", RemoveAsync),
        ["consent-again"] = new("alice", GoTo(Scenery.Authorize("openid profile email", "ledger", "https://ledger.example.com/cb"))),
        ["app-for-a-time"] = new("alice", GoTo("/apps/ledger")),
        ["security"] = new("alice", GoTo("/account/security")),
        ["sessions"] = new("dora", GoTo("/account/sessions")),
        ["sessions-end"] = new("dora", EndOthersAsync),
        ["activity"] = new("dora", GoTo("/account/activity")),
        ["activity-none"] = new("dora", GoTo("/account/activity?kind=developer")),
        ["account"] = new("dora", GoTo("/account")),
        ["account-wrong"] = new("dora", WrongDetailsAsync),
        ["account-delete"] = new("dora", GoTo("/account/delete")),
        ["logout"] = new("alice", GoTo("/logout")),
        ["developer"] = new("alice", GoTo("/developer")),
        ["developer-none"] = new("bob", GoTo("/developer")),
        ["new-app"] = new("bob", GoTo("/developer/apps/new")),
        ["my-app"] = new("alice", GoTo("/developer/apps/notes")),
        ["my-app-settings"] = new("alice", GoTo("/developer/apps/notes/settings")),
        ["my-app-credentials"] = new("alice", GoTo("/developer/apps/notes/credentials")),
        ["my-app-branding"] = new("alice", GoTo("/developer/apps/notes/branding")),
        ["my-app-scopes"] = new("alice", GoTo("/developer/apps/notes/scopes")),
        ["my-app-people"] = new("alice", GoTo("/developer/apps/notes/people")),
        ["my-app-danger"] = new("alice", GoTo("/developer/apps/notes/danger")),
        ["app-queue"] = new("alice", GoTo("/admin/apps")),
        ["team-invitation"] = new("carol", GoTo("/developer")),
        ["my-app-waiting"] = new("dora", GoTo("/developer/apps/robot")),
        ["docs"] = new("bob", GoTo("/docs")),
        ["docs-found"] = new("bob", GoTo("/docs?q=refresh+token")),
        ["docs-none-found"] = new("bob", GoTo("/docs?q=nothing+like+it")),
        ["docs-guide"] = new("bob", GoTo("/docs/migrate-from-keycloak")),
        ["docs-settings"] = new("bob", GoTo("/docs/settings")),
        ["docs-endpoints"] = new("bob", GoTo("/docs/endpoints")),
        ["playground"] = new("bob", GoTo("/playground")),
        ["playground-played"] = new("bob", PlayAsync),
        ["playground-my-app"] = new("alice", GoTo("/playground?app=calendar")),
        ["my-app-errors"] = new("alice", GoTo("/developer/apps/notes/errors")),
        ["my-app-errors-none"] = new("alice", GoTo("/developer/apps/calendar/errors")),
        ["my-app-quick-start"] = new("alice", GoTo("/developer/apps/notes/quick-start")),
        ["my-app-machine"] = new("alice", GoTo("/developer/apps/backup/quick-start")),
    };

    /// <summary>All is there: fonts, and the circuit on the pages that have one.</summary>
    public static async Task SettledAsync(IPage page)
    {
        await page.WaitForLoadStateAsync(LoadState.Load);
        if (await page.Locator("script[src*='blazor.web']").CountAsync() > 0)
        {
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await page.WaitForFunctionAsync("() => window.Blazor !== undefined");
        }

        await page.EvaluateAsync(
            "() => Promise.all([document.fonts.ready, ...[...document.images].map(i => i.decode().catch(() => null))])");
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

    private static async Task SecondStepAsync(IPage page, string query)
    {
        await page.GotoAsync("/login");
        await page.FillAsync("input[name='Input.UserName']", Scenery.TwoStep);
        await page.FillAsync("input[name='Input.Password']", Fixtures.Seed.Password);
        await page.PressAsync("input[name='Input.Password']", "Enter");
        await page.WaitForURLAsync("**/login/verify");
        await page.GotoAsync("/login/verify" + query);
    }

    /// <summary>A recovery code: wrong ones of those are counted for the person too, so the state is one that repeats.</summary>
    private static async Task WrongCodeAsync(IPage page)
    {
        await SecondStepAsync(page, "?recovery=1");
        await page.FillAsync("input[name='Input.Code']", "none-of-them-fits");
        await page.PressAsync("input[name='Input.Code']", "Enter");
        await page.WaitForSelectorAsync("main [role=alert], main .error");
    }

    private static async Task ForgetAsync(IPage page)
    {
        await page.GotoAsync("/forgot-password");
        await page.FillAsync("input[name='Input.UserName']", "nobody");
        await page.ClickAsync("main form[method=post] button[type=submit]");
    }

    private static async Task ChangeAddressAsync(IPage page)
    {
        await page.GotoAsync("/account/email");
        await page.FillAsync("input[name='Input.Email']", "bob@a-new-place.example.com");
        await page.PressAsync("input[name='Input.Email']", "Enter");
        await page.WaitForSelectorAsync("main [role=status]");
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

    private static async Task PickAsync(IPage page)
    {
        await page.GotoAsync("/apps");
        await SettledAsync(page);
        await page.ClickAsync(".picking button");
        await page.ClickAsync(".picking button");
    }

    /// <summary>Tokens, so that their claims are shown.</summary>
    private static async Task PlayAsync(IPage page)
    {
        await page.GotoAsync("/playground");
        await page.ClickAsync("#send");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/consent" || url.EndsWith("?app=playground", StringComparison.Ordinal));
        if (new Uri(page.Url).AbsolutePath == "/consent")
        {
            await page.ClickAsync("button[value=allow]");
        }

        await page.WaitForURLAsync("**/playground?app=playground");
        await page.ClickAsync("#send");
        await page.WaitForSelectorAsync("#step-token.done");
    }

    private static async Task RemoveAsync(IPage page)
    {
        await page.GotoAsync("/apps/notes");
        await SettledAsync(page);
        await page.Locator(".list button.btn").First.ClickAsync();
        await page.WaitForSelectorAsync("[role=dialog]");
    }

    private static async Task EndOthersAsync(IPage page)
    {
        await page.GotoAsync("/account/sessions");
        await SettledAsync(page);
        await page.ClickAsync(".page-head button.danger");
        await page.WaitForSelectorAsync("[role=dialog]");
    }

    private static async Task WrongDetailsAsync(IPage page)
    {
        await page.GotoAsync("/account");
        await page.FillAsync("input[name=birthdate]", "31.12.1990");
        await page.FillAsync("input[name=zoneinfo]", "Seoul");
        await page.ClickAsync("form:has(input[name=birthdate]) button[type=submit]");
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
internal sealed record Seen(string? UserName, Func<IPage, Scenery, Task> Open)
{
    public Seen(string? userName, Func<IPage, Task> open)
        : this(userName, (page, _) => open(page))
    {
    }
}
