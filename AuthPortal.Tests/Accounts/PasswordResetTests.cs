using System.Net;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

public sealed class PasswordResetTests(CountingPortal portal) : IClassFixture<CountingPortal>
{
    private const string Next = "five yellow bicycles";

    [Fact]
    public async Task A_link_works_once_and_for_an_hour()
    {
        var link = await AskedLinkAsync("forgetful");
        using var client = portal.NewClient();

        var answer = await ResetAsync(client, link, Next);

        Assert.Equal(Portal.Issuer + "/login?reset=done", answer.AddressOf());
        Assert.Null(answer.SessionOf());
        Assert.False(await SignsInAsync("forgetful", Seed.Password));
        Assert.True(await SignsInAsync("forgetful", Next));
        await AssertEndedAsync(link);

        var late = await AskedLinkAsync("late");
        portal.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Contains("Choose a new password", await client.GetStringAsync(late), StringComparison.Ordinal);
        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await AssertEndedAsync(late);
        Assert.True(await SignsInAsync("late", Seed.Password));
    }

    [Fact]
    public async Task Opening_the_link_changes_nothing_so_a_mail_program_may()
    {
        var link = await AskedLinkAsync("scanned");
        using var scanner = portal.NewClient();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await scanner.GetAsync(link)).StatusCode);
        }

        Assert.True(await SignsInAsync("scanned", Seed.Password));
        Assert.Equal(HttpStatusCode.Found, (await ResetAsync(scanner, link, Next)).StatusCode);
    }

    [Fact]
    public async Task A_newer_password_ends_an_older_link()
    {
        var first = await AskedLinkAsync("twice-asked");
        var second = await AskAsync("twice-asked");
        Assert.NotEqual(first, second);
        using var client = portal.NewClient();
        Assert.Equal(HttpStatusCode.Found, (await ResetAsync(client, second, Next)).StatusCode);
        await AssertEndedAsync(first);
    }

    [Fact]
    public async Task A_link_of_one_person_opens_nobody_elses_account()
    {
        var link = await AskedLinkAsync("mallory-reset");
        var victim = await portal.AddUserAsync("victim-reset");
        var query = new Uri(link).Query;
        var forged = link.Replace(
            query.Split('&')[0], "?user=" + victim.Id, StringComparison.Ordinal);
        await AssertEndedAsync(forged);
        await AssertEndedAsync(link[..^1] + (link[^1] == 'A' ? 'B' : 'A'));
        await AssertEndedAsync("/reset-password");
        Assert.True(await SignsInAsync("victim-reset", Seed.Password));
    }

    [Fact]
    public async Task Every_session_ends_and_apps_where_the_person_wants_it()
    {
        var scene = await AppScene.CreateAsync(portal);
        var kept = await AppScene.CreateAsync(portal);
        var token = (await scene.TokensAsync()).GetProperty("refresh_token").GetString()!;
        var keptToken = (await kept.TokensAsync()).GetProperty("refresh_token").GetString()!;
        using var open = portal.NewClient();
        await open.SignInAsync(scene.User.UserName!);
        using var client = portal.NewClient();

        await ResetAsync(client, await AskAsync(scene.User.UserName!), Next, ("Input.EndApps", "true"));
        await ResetAsync(client, await AskAsync(kept.User.UserName!), Next);

        portal.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.False(await open.IsSignedInAsync());
        Assert.Equal(400, (await scene.RefreshAsync(token)).Status);
        Assert.Equal(200, (await kept.RefreshAsync(keptToken)).Status);
        Assert.True(await portal.ReadAsync(db => db.Grants.AnyAsync(g => g.UserId == scene.User.Id)));
        var letters = await portal.LettersToAsync(scene.User.Email!);
        Assert.Contains(letters, l => l.Subject == "Your password has changed");
    }

    [Fact]
    public async Task Somebody_elses_guesses_keep_nobody_out_who_reads_their_mail()
    {
        var link = await AskedLinkAsync("besieged");
        for (var i = 0; i < 10; i++)
        {
            await SignsInAsync("besieged", "wrong number " + i);
        }

        Assert.False(await SignsInAsync("besieged", Seed.Password));
        using var client = portal.NewClient();
        await ResetAsync(client, link, Next);
        Assert.True(await SignsInAsync("besieged", Next));
    }

    [Theory]
    [InlineData("too short", "Use at least 10")]
    [InlineData("password12345", "Many people use")]
    [InlineData("i am choosy ok", "must not hold")]
    public async Task A_bad_password_is_refused_and_the_link_still_works(string password, string says)
    {
        var link = await AskedLinkAsync("choosy", reuse: true);
        using var client = portal.NewClient();
        var refused = await ResetAsync(client, link, password);
        Assert.Contains(says, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Choose a new password", await client.GetStringAsync(link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_can_tell_from_asking_who_has_an_account()
    {
        await portal.AddUserAsync("present");
        await portal.AddUserAsync("unconfirmed");
        await portal.WriteAsync(db => db.Users.Where(u => u.UserName == "unconfirmed")
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.EmailConfirmed, false)));
        await portal.SendMailAsync();
        var answers = new List<(HttpStatusCode, string, int Rows, int Verifications)>();
        foreach (var login in new[] { "present", "absent", "present@example.test", "absent@example.test", "unconfirmed" })
        {
            var (rows, work) = (await portal.ReadAsync(db => db.OutgoingMails.CountAsync()), portal.Verifications);
            var answer = await MailTests.ForgetAsync(portal, login);
            answers.Add((
                answer.StatusCode,
                EnumerationTests.Plain(await answer.Content.ReadAsStringAsync()),
                await portal.ReadAsync(db => db.OutgoingMails.CountAsync()) - rows,
                portal.Verifications - work));
        }

        Assert.Single(answers.Distinct());
        Assert.Equal((HttpStatusCode.OK, 1, 0), (answers[0].Item1, answers[0].Rows, answers[0].Verifications));
        Assert.Equal(2, (await portal.LettersToAsync("present@example.test")).Count);
        Assert.Empty(await portal.LettersToAsync("absent@example.test"));
        Assert.Empty(await portal.LettersToAsync("unconfirmed@example.test"));
    }

    [Theory]
    [InlineData("Host", "evil.example.test")]
    [InlineData("X-Forwarded-Host", "evil.example.test")]
    [InlineData("Forwarded", "host=evil.example.test")]
    public async Task A_request_cannot_choose_the_host_of_the_link(string header, string value)
    {
        var name = "poisoned" + header.Length;
        await portal.AddUserAsync(name);
        using var client = portal.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/forgot-password")
        {
            Content = await client.FillAsync("/forgot-password", ("Input.UserName", name)),
        };
        request.Headers.TryAddWithoutValidation(header, value);
        await client.SendAsync(request);

        var letters = await portal.LettersToAsync(name + "@example.test");
        var letter = Assert.Single(letters);
        Assert.StartsWith(Portal.Issuer + "/", Letters.LinkIn(letter), StringComparison.Ordinal);
        Assert.DoesNotContain("evil", letter.TextBody + letter.HtmlBody, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> ResetAsync(
        HttpClient client, string link, string password, params (string, string)[] more)
        => client.PostFormAsync(link, [("Input.NewPassword", password), .. more]);

    private async Task<string> AskedLinkAsync(string userName, bool reuse = false)
    {
        if (!reuse || !await portal.ReadAsync(db => db.Users.AnyAsync(u => u.UserName == userName)))
        {
            await portal.AddUserAsync(userName);
        }

        return await AskAsync(userName);
    }

    private async Task<string> AskAsync(string userName)
    {
        // Letters are in order by their second.
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await MailTests.ForgetAsync(portal, userName);
        return Letters.LinkIn((await portal.LettersToAsync(userName + "@example.test"))
            .Last(l => l.Subject == "Choose a new password"));
    }

    private async Task<bool> SignsInAsync(string userName, string password)
    {
        using var client = portal.NewClient();
        return (await client.SignInAsync(userName, password)).SessionOf() is not null;
    }

    private async Task AssertEndedAsync(string link)
    {
        using var client = portal.NewClient();
        var events = await portal.ReadAsync(db => db.AuditEvents.CountAsync(e => e.Type == AuditEventType.PasswordReset));
        Assert.Contains("This link no longer works", await client.GetStringAsync(link), StringComparison.Ordinal);
        using var form = await client.FillAsync("/login", ("Input.NewPassword", "somebody's next password"));
        var answer = await client.PostAsync(link, form);
        Assert.Contains("This link no longer works", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(
            events, await portal.ReadAsync(db => db.AuditEvents.CountAsync(e => e.Type == AuditEventType.PasswordReset)));
    }
}
