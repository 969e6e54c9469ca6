using System.Net;
using System.Text.RegularExpressions;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

/// <summary>Nothing in an answer tells whether an account exists or is locked.</summary>
public sealed partial class EnumerationTests(CountingPortal portal) : IClassFixture<CountingPortal>
{
    [Fact]
    public async Task Wrong_password_unknown_person_and_locked_account_answer_alike_after_the_same_work()
    {
        await portal.AddUserAsync("known");
        await portal.AddUserAsync("locked");
        var end = portal.Clock.GetUtcNow().AddHours(1);
        await portal.WriteAsync(db => db.Users.Where(u => u.UserName == "locked")
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.LockoutEnd, end)));

        var wrong = await TryAsync("known", "not the password");
        var unknown = await TryAsync("nobody", "not the password");
        var locked = await TryAsync("locked", "not the password");
        var lockedButRight = await TryAsync("locked", Seed.Password);
        var unknownMail = await TryAsync("nobody@example.test", "not the password");

        Assert.Equal((HttpStatusCode.OK, 1), (wrong.Status, wrong.Verifications));
        Assert.Equal(wrong, unknown);
        Assert.Equal(wrong, locked);
        Assert.Equal(wrong, lockedButRight);
        Assert.Equal(wrong, unknownMail);
    }

    [Fact]
    public async Task Signing_up_tells_nothing_about_who_has_an_address()
    {
        await portal.AddUserAsync("holder");
        var answers = new List<(string Status, string Text, string Cookies, string? Where, int Hashes, int Rows, int Commands)>();
        foreach (var (name, email) in new[] { ("warmup", "warm@example.test"), ("newone", "HOLDER@example.test"), ("newtwo", "free@example.test") })
        {
            using var client = portal.NewClient();
            var (hashes, rows) = (portal.Hashes, await portal.ReadAsync(db => db.OutgoingMails.CountAsync()));
            using var form = await client.FillAsync(
                "/signup",
                ("Input.UserName", name),
                ("Input.Email", email),
                ("Input.Password", "three blue bicycles"));
            var commands = portal.Commands;
            var answer = await client.PostAsync("/signup", form);
            commands = portal.Commands - commands;
            Assert.NotNull(answer.SessionOf());
            answers.Add((
                answer.StatusCode.ToString(),
                Plain(await answer.Content.ReadAsStringAsync())
                    .Replace(name, "NAME", StringComparison.Ordinal).Replace(email, "MAIL", StringComparison.Ordinal),
                string.Join(' ', answer.Headers.GetValues("Set-Cookie").Select(c => c.Split('=')[0])),
                answer.Headers.Location?.ToString(),
                portal.Hashes - hashes,
                await portal.ReadAsync(db => db.OutgoingMails.CountAsync()) - rows,
                commands));
        }

        answers.RemoveAt(0);
        Assert.Equal(answers[0].Text, answers[1].Text);
        Assert.Single(answers.Distinct());
        Assert.Equal((1, 1), (answers[0].Hashes, answers[0].Rows));
        Assert.Equal(1, await portal.ReadAsync(db => db.Users.CountAsync(u => u.NormalizedEmail == "HOLDER@EXAMPLE.TEST")));
    }

    [Fact]
    public async Task Over_many_tries_every_refusal_costs_exactly_the_same_work()
    {
        await portal.AddUserAsync("many-known");
        await Phone.OfNewPersonAsync(portal, "many-second");
        await portal.AddUserAsync("many-locked");
        var end = portal.Clock.GetUtcNow().AddHours(1);
        await portal.WriteAsync(db => db.Users.Where(u => u.UserName == "many-locked")
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.LockoutEnd, end)));
        using var client = portal.NewClient();
        using var form = await client.FillAsync("/login");
        var token = QueryHelpers.ParseQuery(await form.ReadAsStringAsync())["__RequestVerificationToken"].ToString();
        await WorkOfAsync(client, token, "/login", "warm-up");

        var seen = new HashSet<Work>();
        for (var i = 0; i < 6; i++)
        {
            foreach (var login in new[] { "many-known", "many-nobody", "many-locked", "many-second", "nobody@example.test" })
            {
                seen.Add(await WorkOfAsync(client, token, "/login", login));
            }
        }

        Assert.Equal(1, Assert.Single(seen).Verifications);
    }

    [Fact]
    public async Task Over_many_tries_asking_for_a_reset_costs_the_same_for_everybody()
    {
        await portal.AddUserAsync("asked-known");
        using var client = portal.NewClient();
        using var form = await client.FillAsync("/forgot-password");
        var token = QueryHelpers.ParseQuery(await form.ReadAsStringAsync())["__RequestVerificationToken"].ToString();
        await WorkOfAsync(client, token, "/forgot-password", "warm-up");
        var seen = new HashSet<Work>();
        for (var i = 0; i < 4; i++)
        {
            foreach (var login in new[] { "asked-known", "asked-nobody", "asked-known@example.test", "nobody@example.test" })
            {
                seen.Add(await WorkOfAsync(client, token, "/forgot-password", login));
            }
        }

        var work = Assert.Single(seen);
        Assert.Equal((0, 0), (work.Verifications, work.Hashes));
    }

    private async Task<Work> WorkOfAsync(
        HttpClient client, string token, string page, string login)
    {
        var before = portal.Work;
        using var form = new FormUrlEncodedContent(
        [
            new("__RequestVerificationToken", token), new("Input.UserName", login), new("Input.Password", "not the password"),
        ]);
        var answer = await client.PostAsync(page, form);
        Assert.Equal((HttpStatusCode.OK, null), (answer.StatusCode, answer.SessionOf()));
        var after = portal.Work;
        return new Work(
            after.Verifications - before.Verifications,
            after.Hashes - before.Hashes,
            after.Commands - before.Commands,
            Plain(await answer.Content.ReadAsStringAsync()).Replace(login, "LOGIN", StringComparison.Ordinal));
    }

    /// <summary>
    /// A page without what differs in every answer: what the framework has encrypted, be it a form's token, a page's state
    /// or the address that a redirect leads to.
    /// </summary>
    internal static string Plain(string text) => Secrets().Replace(text, "SECRET");

    private async Task<Outcome> TryAsync(string login, string password)
    {
        using var client = portal.NewClient();
        var before = portal.Verifications;
        var answer = await client.SignInAsync(login, password);
        var text = await answer.Content.ReadAsStringAsync();
        var cookies = answer.Headers.TryGetValues("Set-Cookie", out var set) ? set.Count() : 0;
        return new Outcome(
            answer.StatusCode,
            Secrets().Replace(text.Replace(login, "LOGIN", StringComparison.Ordinal), "SECRET"),
            cookies,
            portal.Verifications - before);
    }

    [GeneratedRegex("CfDJ8[A-Za-z0-9_+/=-]*", RegexOptions.None, 1000)]
    private static partial Regex Secrets();

    /// <summary>All that an answer could tell by its time, and what it says.</summary>
    private sealed record Work(int Verifications, int Hashes, int Commands, string Text);

    private sealed record Outcome(HttpStatusCode Status, string Text, int Cookies, int Verifications);
}
