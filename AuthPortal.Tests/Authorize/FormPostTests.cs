using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AuthPortal.Tests.Fixtures;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>OAuth 2.0 Form Post Response Mode §2.</summary>
public sealed class FormPostTests(AuthorizePortal portal) : IClassFixture<AuthorizePortal>
{
    [Fact]
    public async Task A_code_is_posted_to_the_redirect_uri()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted), ("response_mode", "form_post")));
        var form = FormOf(visit);
        Assert.Equal(Callback, form.GetAttribute("action"));
        Assert.Equal("post", form.Method);
        Assert.Equal(["code", "state", "iss"], FieldsOf(form).Keys);
        Assert.Equal("s t/a+t&e=ü", FieldsOf(form)["state"]);
        Assert.Equal(Portal.Issuer, FieldsOf(form)["iss"]);
        var code = await portal.CodeAsync(FieldsOf(form)["code"]);
        Assert.Equal(Trusted, code.Grant!.ClientId);
        Assert.True(visit.Response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task The_page_works_under_its_policy_and_without_a_script()
    {
        using var browser = await portal.SignedInAsync();
        var visit = await browser.GoAsync(Address(("client_id", Trusted), ("response_mode", "form_post")));
        var policy = Assert.Single(visit.Response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("form-action", policy, StringComparison.Ordinal);
        Assert.Single(FormOf(visit).QuerySelectorAll("button[type=submit]"));
        var script = visit.Page!.QuerySelectorAll<IHtmlScriptElement>("script")
            .Select(s => s.GetAttribute("src")).Single(s => s!.Contains("form-post", StringComparison.Ordinal));
        var source = await browser.Http.GetStringAsync("/" + script!.TrimStart('/'));
        Assert.Contains("submit()", source, StringComparison.Ordinal);
        Assert.All(visit.Page!.QuerySelectorAll("script"), s => Assert.NotNull(s.GetAttribute("src")));
    }

    [Fact]
    public async Task An_error_is_posted_too_and_what_was_sent_is_escaped()
    {
        using var browser = await portal.SignedInAsync();
        var state = "\"><script>alert(1)</script>";
        var visit = await browser.GoAsync(Address(
            ("response_mode", "form_post"), ("prompt", "none"), ("state", state)));
        var fields = FieldsOf(FormOf(visit));
        Assert.Equal("consent_required", fields["error"]);
        Assert.Equal(state, fields["state"]);
        Assert.DoesNotContain("<script>alert", visit.Text, StringComparison.Ordinal);
        Assert.Equal(Callback, FormOf(visit).GetAttribute("action"));
    }

    private static IHtmlFormElement FormOf(Visit visit)
    {
        Assert.Null(visit.LeftFor);
        return Assert.Single(visit.Page!.QuerySelectorAll<IHtmlFormElement>("form#answer"));
    }

    private static Dictionary<string, string> FieldsOf(IHtmlFormElement form)
        => form.QuerySelectorAll<IHtmlInputElement>("input").ToDictionary(i => i.Name!, i => i.Value);
}
