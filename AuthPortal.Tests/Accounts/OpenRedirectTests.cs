using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Accounts;

/// <summary>RFC 9700 §4.11: no page of ours sends a person to an address that somebody else wrote.</summary>
public sealed class OpenRedirectTests(Portal portal) : IClassFixture<Portal>
{
    private static readonly string[] Tricks =
    [
        "https://evil.example.test/", "//evil.example.test", "///evil.example.test", "/\\evil.example.test",
        "\\\\evil.example.test", "\\/evil.example.test", "/\t/evil.example.test", "/\n/evil.example.test",
        "http:evil.example.test", "https:/evil.example.test", "javascript:alert(1)", "data:text/html,x",
        " //evil.example.test", "\u0000//evil.example.test", "evil.example.test", "@evil.example.test",
        ".evil.example.test", "~//evil.example.test", "https://portal.example.test@evil.example.test/",
        "https://portal.example.test.evil.example.test/",
    ];

    [Fact]
    public async Task Who_is_signed_in_is_led_nowhere_else()
    {
        await portal.AddUserAsync("redirected");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("redirected");
        foreach (var trick in Tricks)
        {
            using var answer = await browser.Http.GetAsync("/login?returnUrl=" + Uri.EscapeDataString(trick));
            AssertStays(answer, trick);
        }
    }

    [Fact]
    public async Task Signing_up_leads_nowhere_else()
    {
        foreach (var (i, trick) in Tricks.Index())
        {
            using var client = portal.NewClient();
            using var answer = await client.PostFormAsync(
                "/signup?returnUrl=" + Uri.EscapeDataString(trick),
                ("Input.UserName", $"goes{i}"),
                ("Input.Email", $"goes{i}@example.test"),
                ("Input.Password", "a passphrase of their own"));
            Assert.NotNull(answer.SessionOf());
            AssertStays(answer, trick);
        }
    }

    [Fact]
    public async Task A_choice_of_language_leads_nowhere_else()
    {
        using var client = portal.NewClient();
        foreach (var trick in Tricks.Where(t => !t.Any(char.IsControl)))
        {
            using var form = await client.FillAsync("/login", ("culture", "ko"), ("returnUrl", trick));
            using var answer = await client.PostAsync("/preferences", form);
            AssertStays(answer, trick);
        }
    }

    private static void AssertStays(HttpResponseMessage answer, string trick)
    {
        Assert.True((int)answer.StatusCode is >= 300 and < 400, $"{trick}: {answer.StatusCode}");
        Assert.True(answer.AddressOf() == Portal.Issuer + "/", $"{trick} leads to {answer.AddressOf()}");
    }
}
