using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using static AuthPortal.Tests.Consent.ConsentPortal;

namespace AuthPortal.Tests.Consent;

/// <summary>For how long a person allows an app, on the page without JavaScript.</summary>
public sealed class ConsentDurationTests(ConsentPortal portal) : IClassFixture<ConsentPortal>
{
    [Fact]
    public async Task It_starts_with_until_revoked_and_a_form_that_says_nothing_means_that()
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(Address());
        Assert.Equal("until_revoked", Chosen(consent));
        var radios = consent.Page!.QuerySelectorAll<IHtmlInputElement>("fieldset input[type='radio'][name='duration']");
        Assert.Equal(["until_revoked", "30_days", "today"], radios.Select(r => r.Value));
        await person.Browser.SubmitAsync(consent, ("decision", "allow"));
        Assert.Null((await portal.GrantOfAsync(person.User))!.ExpiresAt);
    }

    [Theory]
    [InlineData("today", 1)]
    [InlineData("30_days", 30)]
    public async Task What_was_allowed_for_a_time_ends_by_the_clock_and_is_asked_for_anew(string duration, int days)
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(Address());
        await person.Browser.SubmitAsync(consent, ("decision", "allow"), ("duration", duration));
        var grant = await portal.GrantOfAsync(person.User);
        Assert.Equal(portal.Clock.GetUtcNow().AddDays(days), grant!.ExpiresAt);
        Assert.NotNull((await person.Browser.GoAsync(Address())).LeftFor);

        await portal.WriteAsync(db => db.Grants.Where(g => g.Id == grant.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(g => g.ExpiresAt, portal.Clock.GetUtcNow())));
        var none = await person.Browser.GoAsync(Address() + "&prompt=none");
        Assert.Equal("consent_required", none.Answer["error"]);
        var again = await person.Browser.GoAsync(Address());
        Assert.Equal("/consent", again.Address.AbsolutePath);
        Assert.Empty(again.Page!.QuerySelectorAll(".quietly"));
    }

    [Fact]
    public async Task A_new_yes_begins_with_nothing_of_what_had_ended()
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(Address("openid profile email"));
        await person.Browser.SubmitAsync(consent, ("decision", "allow"), ("duration", "today"));
        var old = await portal.GrantOfAsync(person.User);
        await portal.WriteAsync(db => db.Grants.Where(g => g.Id == old!.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(g => g.ExpiresAt, portal.Clock.GetUtcNow())));
        consent = await person.Browser.GoAsync(Address("openid profile"));
        await person.Browser.SubmitAsync(consent, ("decision", "allow"));
        var grant = await portal.GrantOfAsync(person.User);
        Assert.NotEqual(old!.Id, grant!.Id);
        Assert.Equal("openid profile", grant.Scopes);
        Assert.Null(grant.ExpiresAt);
    }

    [Fact]
    public async Task Asked_for_more_it_starts_with_what_was_chosen_before_and_the_new_answer_holds()
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(Address("openid"));
        await person.Browser.SubmitAsync(consent, ("decision", "allow"), ("duration", "30_days"));
        var more = await person.Browser.GoAsync(Address("openid email"));
        Assert.Equal("30_days", Chosen(more));
        await person.Browser.SubmitAsync(more, ("decision", "allow"), ("duration", "today"));
        Assert.Equal(portal.Clock.GetUtcNow().AddDays(1), (await portal.GrantOfAsync(person.User))!.ExpiresAt);
        Assert.Equal("today", Chosen(await person.Browser.GoAsync(Address("openid email profile"))));
    }

    [Theory]
    [InlineData("for_ever")]
    [InlineData("365_days")]
    [InlineData("Today")]
    [InlineData("2")]
    public async Task Any_other_duration_allows_nothing(string duration)
    {
        using var person = await portal.NewPersonAsync();
        var consent = await person.Browser.GoAsync(Address());
        var answer = await person.Browser.SubmitAsync(consent, ("decision", "allow"), ("duration", duration));
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Null(await portal.GrantOfAsync(person.User));
        Assert.Equal(ConsentDecision.None, await portal.ReadAsync(db => db.Interactions
            .OrderByDescending(i => i.CreatedAt).Select(i => i.Decision).FirstAsync()));
    }

    private static string? Chosen(Fixtures.Visit visit)
        => Assert.Single(
            visit.Page!.QuerySelectorAll<IHtmlInputElement>("input[name='duration']"), r => r.IsChecked).Value;
}
