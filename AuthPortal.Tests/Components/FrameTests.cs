using System.Net;
using System.Reflection;
using AuthPortal.Accounts;
using AuthPortal.Components;
using AuthPortal.Tests.Accounts;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.TestHost;

namespace AuthPortal.Tests.Components;

/// <summary>The frame around pages: language, theme, errors, and who may see what.</summary>
public sealed class FrameTests(Portal portal) : IClassFixture<Portal>
{
    [Theory]
    [InlineData(null, "en")]
    [InlineData("ko-KR,ko;q=0.9,en;q=0.8", "ko")]
    [InlineData("fr-FR,fr;q=0.9", "en")]
    public async Task The_language_is_the_browsers(string? accepts, string language)
    {
        using var client = portal.NewClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", accepts);

        var page = await client.GetStringAsync("/login");

        Assert.Contains($"<html lang=\"{language}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Language_and_theme_are_chosen_by_plain_forms_and_kept()
    {
        using var client = portal.NewClient();

        var korean = await client.PostAsync(
            "/preferences", await client.FillAsync("/login", ("culture", "ko"), ("returnUrl", "/signup")));
        var dark = await client.PostAsync(
            "/preferences", await client.FillAsync("/login", ("theme", "dark"), ("returnUrl", "//evil.test")));

        Assert.Equal(Portal.Issuer + "/signup", korean.AddressOf());
        Assert.Equal(Portal.Issuer + "/", dark.AddressOf());
        Assert.Contains(
            "<html lang=\"ko\" data-theme=\"dark\"", await client.GetStringAsync("/login"), StringComparison.Ordinal);
        await client.PostAsync("/preferences", await client.FillAsync("/login", ("theme", "system")));
        Assert.DoesNotContain("data-theme", await client.GetStringAsync("/login"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_without_the_forms_token_changes_nothing()
    {
        using var client = portal.NewClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["theme"] = "dark" });

        var answer = await client.PostAsync("/preferences", form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("data-theme", await client.GetStringAsync("/login"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_is_a_page_that_says_so()
    {
        using var client = portal.NewClient();

        var answer = await client.GetAsync("/no/such/<script>page");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("There is nothing here", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>page", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_inside_is_a_page_with_a_number_and_nothing_of_the_inside()
    {
        using var broken = new BrokenPortal();
        using var client = broken.NewClient();

        var answer = await client.GetAsync("/login");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Something went wrong on our side", text, StringComparison.Ordinal);
        Assert.Matches("<code>[0-9a-f]{32}</code>|<code>[A-Z0-9]+", text);
        Assert.DoesNotContain(BrokenPortal.Secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_pages_bring_no_script_of_the_framework()
    {
        using var client = portal.NewClient();

        Assert.DoesNotContain("blazor.web", await client.GetStringAsync("/login"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_says_who_may_see_it()
    {
        var pages = typeof(App).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>().Any()).ToList();

        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.True(
            page.GetCustomAttributes<AuthorizeAttribute>().Any() ^ page.GetCustomAttributes<AllowAnonymousAttribute>().Any(),
            page.Name + " needs exactly one of [Authorize] and [AllowAnonymous]"));
    }

    private sealed class BrokenPortal : Portal
    {
        public const string Secret = "the inside of the server";

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddScoped<PasswordProof>(
                _ => throw new InvalidOperationException(Secret)));
        }
    }
}
