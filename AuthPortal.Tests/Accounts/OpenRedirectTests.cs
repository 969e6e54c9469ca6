using System.Reflection;
using AuthPortal.Components;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Components;

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

    /// <summary>The tests below go through these; a page that takes one more parameter of this kind belongs there too.</summary>
    [Fact]
    public void No_other_page_is_told_where_to_go_on()
        => Assert.Equal(
            ["ForgotPassword", "Login", "SecondStepPage", "SignUp"],
            typeof(LocalUrl).Assembly.GetTypes()
                .Where(t => t.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                    .Any(p => Names(p).Any(n => n?.Contains("url", StringComparison.OrdinalIgnoreCase) == true)))
                .Select(t => t.Name).Order(StringComparer.Ordinal));

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
    public async Task Signing_in_once_more_leads_nowhere_else()
    {
        await portal.AddUserAsync("again");
        foreach (var trick in Tricks)
        {
            using var client = portal.NewClient();
            using var answer = await client.SignInAsync("again", page: "/login?again=1&returnUrl=" + Uri.EscapeDataString(trick));
            Assert.NotNull(answer.SessionOf());
            AssertStays(answer, trick);
        }
    }

    [Fact]
    public async Task The_second_step_leads_nowhere_else()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "two-steps");
        foreach (var trick in Tricks)
        {
            using var client = portal.NewClient();
            await client.SignInAsync("two-steps");
            using var answer = await SecondFactorTests.VerifyAsync(
                client, phone.NextCode(), "/login/verify?returnUrl=" + Uri.EscapeDataString(trick));
            Assert.NotNull(answer.SessionOf());
            AssertStays(answer, trick);
        }
    }

    [Theory]
    [InlineData("/forgot-password")]
    [InlineData("/login")]
    [InlineData("/signup")]
    [InlineData("/reset-password")]
    public async Task No_link_of_a_page_carries_somebody_elses_address(string page)
    {
        using var browser = new Browser(portal);
        foreach (var trick in Tricks)
        {
            var shown = await browser.GoAsync(page + "?returnUrl=" + Uri.EscapeDataString(trick));
            Assert.All(shown.Page!.QuerySelectorAll("a[href], form[action]"), element => Assert.Equal(
                Portal.Issuer,
                new Uri(new Uri(Portal.Issuer), element.GetAttribute("href") ?? element.GetAttribute("action"))
                    .GetLeftPart(UriPartial.Authority)));
            Assert.DoesNotContain(
                shown.Page!.QuerySelectorAll("a[href]"),
                link => link.GetAttribute("href")!.Contains("evil", StringComparison.Ordinal));
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

    private static IEnumerable<string?> Names(PropertyInfo property)
    {
        if (property.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is { } query)
        {
            yield return query.Name ?? property.Name;
        }

        if (property.GetCustomAttribute<SupplyParameterFromFormAttribute>() is { } form)
        {
            yield return form.Name ?? property.Name;
        }
    }

    private static void AssertStays(HttpResponseMessage answer, string trick)
    {
        Assert.True((int)answer.StatusCode is >= 300 and < 400, $"{trick}: {answer.StatusCode}");
        Assert.True(answer.AddressOf() == Portal.Issuer + "/", $"{trick} leads to {answer.AddressOf()}");
    }
}
