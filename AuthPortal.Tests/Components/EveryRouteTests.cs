using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AuthPortal.Accounts;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Components;

/// <summary>
/// What holds for each page, taken from the routes: it can be read without JavaScript, its forms lead to addresses that
/// are guarded, and no other site can frame it (RFC 9700 §4.16).
/// </summary>
public sealed class EveryRouteTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Theory]
    [InlineData(null)]
    [InlineData("visited")]
    public async Task Is_whole_without_JavaScript_and_cannot_be_framed(string? userName)
    {
        using var browser = new Browser(portal);
        if (userName is not null)
        {
            var user = await portal.AddUserAsync(userName, Roles.Admin, Roles.Developer);
            await portal.AddGrantAsync(user.Id, PageRoutes.Sample, "openid profile");
            await browser.HasSignedInAsync(userName);
        }

        var forms = PageRoutes.Forms(portal).Append("/logout/confirm").ToHashSet(StringComparer.Ordinal);
        foreach (var address in PageRoutes.Pages(portal))
        {
            var visit = await browser.GoAsync(address);
            Assert.True(visit.Status is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{address}: {visit.Status}");
            var page = visit.Page!;
            Assert.True(page.QuerySelectorAll("h1").Length == 1, $"{address} has no heading, or several.");
            Assert.NotEqual(string.Empty, page.QuerySelector("h1")!.TextContent.Trim());
            Assert.NotEqual(string.Empty, page.Title);
            AssertNotFramed(visit);
            foreach (var form in page.QuerySelectorAll("form[method=post]").OfType<IHtmlFormElement>())
            {
                // One without anything to press stands for a form that was sent too late; it sends nothing itself.
                if (form.QuerySelector("button") is null)
                {
                    Assert.True(form.IsHidden);
                    continue;
                }

                var action = form.GetAttribute("action") is { Length: > 0 } given
                    ? new Uri(new Uri(portal.Root), given).AbsolutePath
                    : visit.Address.AbsolutePath;
                Assert.True(forms.Contains(action), $"A form of {address} leads to {action}.");
                Assert.True(
                    form.QuerySelector("input[name=__RequestVerificationToken]") is not null,
                    $"{address}: {form.OuterHtml} carries no token.");
            }
        }
    }

    private static void AssertNotFramed(Visit visit)
    {
        var policy = string.Join(' ', visit.Response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy.Split(';').Single(p => p.TrimStart().StartsWith("script-src", StringComparison.Ordinal)), StringComparison.Ordinal);
    }
}
