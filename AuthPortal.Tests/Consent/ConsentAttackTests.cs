using System.Net;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Consent;

/// <summary>RFC 6749 §10.12, RFC 9700 §4.7: one answer, of the one person, in the one browser, for one request.</summary>
public sealed class ConsentAttackTests(ConsentPortal portal) : IClassFixture<ConsentPortal>
{
    [Theory]
    [InlineData("allow", "allow")]
    [InlineData("deny", "deny")]
    [InlineData("deny", "allow")]
    [InlineData("allow", "deny")]
    public async Task An_answer_that_is_posted_again_answers_nothing(string first, string second)
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(ConsentPortal.Address());
        var done = await person.Browser.SubmitAsync(consent, ("decision", first));
        Assert.NotNull(done.LeftFor);
        var before = await Rows.CountAsync(portal);
        var again = await person.Browser.SubmitAsync(consent, ("decision", second));
        Assert.Equal((HttpStatusCode.BadRequest, null), (again.Status, again.LeftFor));
        var id = consent.Address.Query.Split('=')[1];
        var resumed = await person.Browser.GoAsync("/authorize?interaction=" + id);
        Assert.Equal((HttpStatusCode.BadRequest, null), (resumed.Status, resumed.LeftFor));
        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    [Fact]
    public async Task An_answer_does_not_count_for_who_signs_in_before_it_is_fetched()
    {
        using var alice = await portal.NewPersonAsync();
        var consent = await alice.Browser.GoAsync(ConsentPortal.Address());
        var id = consent.Address.Query.Split('=')[1];
        await AnswerWithoutFollowingAsync(alice.Browser, consent);
        var bob = await portal.AddUserAsync("between");
        await alice.Browser.HasSignedInAsync(bob.UserName!);
        var before = await Rows.CountAsync(portal);
        var next = await alice.Browser.GoAsync("/authorize?interaction=" + id);
        Assert.Equal("/consent", next.Address.AbsolutePath);
        Assert.Contains(bob.Email!, next.Text, StringComparison.Ordinal);
        Assert.Equal(before, await Rows.CountAsync(portal));
        Assert.Null(await portal.GrantOfAsync(bob));
    }

    [Fact]
    public async Task An_answer_does_not_outlive_the_session_it_was_given_in()
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(ConsentPortal.Address());
        await AnswerWithoutFollowingAsync(person.Browser, consent);
        SignOut(person.Browser);
        var next = await person.Browser.GoAsync("/authorize?" + consent.Address.Query[1..]);
        Assert.Equal("/login", next.Address.AbsolutePath);
        Assert.Null(await portal.GrantOfAsync(person.User));
    }

    [Fact]
    public async Task An_attackers_request_cannot_be_finished_by_its_victim_for_the_attacker()
    {
        // Interaction fixation: the attacker begins, and lures the victim to the page of that request.
        using var attacker = await portal.NewPersonAsync();
        using var victim = await portal.NewPersonAsync();
        var planted = await attacker.Browser.GoAsync(ConsentPortal.Address());
        await victim.Browser.GoAsync(ConsentPortal.Address());
        var before = await Rows.CountAsync(portal);
        foreach (var page in new[] { "/consent", "/authorize", "/login" })
        {
            var visit = await victim.Browser.GoAsync(page + planted.Address.Query);
            Assert.Null(visit.LeftFor);
            Assert.Null(visit.Page?.QuerySelector("[name='decision']"));
            Assert.DoesNotContain("Notes", visit.Page!.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        }

        Assert.Equal(before, await Rows.CountAsync(portal));
    }

    [Theory]
    [InlineData("decision=allow&decision=deny")]
    [InlineData("decision=allow&decision=allow")]
    [InlineData("decision=allow%00")]
    [InlineData("decision=ALLOW")]
    [InlineData("decision=1")]
    [InlineData("decision=")]
    [InlineData("")]
    [InlineData("decision=allow&scopes=notes.read%00")]
    [InlineData("decision=allow&scopes=notes.read%0A")]
    public async Task A_spoiled_answer_is_400_and_none(string fields)
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(ConsentPortal.Address());
        var before = await Rows.CountAsync(portal);
        using var answer = await PostAsync(person.Browser, consent, fields);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(before, await Rows.CountAsync(portal));
        var id = consent.Address.Query.Split('=')[1];
        Assert.Equal(
            ConsentDecision.None,
            await portal.ReadAsync(db => db.Interactions.Where(i => i.Id == id).Select(i => i.Decision).SingleAsync()));
    }

    [Theory]
    [InlineData("scopes=email&scopes=offline_access&scopes=admin")]
    [InlineData("scopes=notes.read+email")]
    [InlineData("scopes=&scopes=%2A")]
    [InlineData("scope=openid+email&allowed=email&AllowedScopes=email")]
    public async Task A_form_cannot_add_what_was_not_asked_for(string fields)
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(ConsentPortal.Address("openid profile notes.read"));
        using var answer = await PostAsync(person.Browser, consent, "decision=allow&" + fields);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var done = await person.Browser.GoAsync(answer.Headers.Location!.OriginalString);
        Assert.True(done.Answer.ContainsKey("code"));
        var grant = await portal.GrantOfAsync(person.User);
        Assert.True(ScopeSet.Parse("openid profile").Equals(ScopeSet.Parse(grant!.Scopes)), grant.Scopes);
    }

    private static async Task AnswerWithoutFollowingAsync(Browser browser, Visit consent)
    {
        using var answer = await PostAsync(browser, consent, "decision=allow");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(Browser browser, Visit consent, string fields)
    {
        var token = consent.Page!.QuerySelector("main input[name='__RequestVerificationToken']")!.GetAttribute("value");
        using var form = Endpoints.BadInput.Content(
            $"__RequestVerificationToken={Uri.EscapeDataString(token!)}&{fields}");
        return await browser.Http.PostAsync(consent.Address, form);
    }

    private static void SignOut(Browser browser)
    {
        foreach (var cookie in browser.Cookies.GetAllCookies().Where(c => c.Name == "__Host-authportal"))
        {
            cookie.Expired = true;
        }
    }
}
