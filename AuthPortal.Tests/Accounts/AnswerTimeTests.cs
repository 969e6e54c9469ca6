using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

/// <summary>
/// Over many tries in a random order nobody who has an account is told from nobody by how long an answer takes. A
/// difference in work, such as a password that one of them spares, puts one kind before the other nearly every time.
/// </summary>
public sealed class AnswerTimeTests(CostlyPortal portal) : IClassFixture<CostlyPortal>
{
    private const int Tries = 30;

    /// <summary>By chance once in ten million times; one password more or less is beyond it.</summary>
    private const double Far = 5.3;

    [Fact]
    public async Task Signing_in()
    {
        await portal.AddUserAsync("timed");
        await portal.AddUserAsync("timed-locked");
        var end = portal.Clock.GetUtcNow().AddHours(1);
        await portal.WriteAsync(db => db.Users.Where(u => u.UserName == "timed-locked")
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.LockoutEnd, end)));
        await AlikeAsync("/login", "timed", "timed-nobody", "timed-locked", "nobody@example.test", "timed@example.test");
    }

    [Fact]
    public async Task Asking_for_a_reset()
    {
        await portal.AddUserAsync("forgot");
        await AlikeAsync("/forgot-password", "forgot", "forgot-nobody", "forgot@example.test", "nobody@example.test");
    }

    [Fact]
    public async Task Signing_up_with_an_address()
    {
        await portal.AddUserAsync("addressed");
        var last = 0;
        await AlikeAsync(
            "/signup",
            ["addressed@example.test", "free@example.test"],
            email => [("Input.UserName", $"timed-{++last}"), ("Input.Email", email), ("Input.Password", "three blue bicycles")],
            HttpStatusCode.Found);
    }

    [Fact]
    public void The_test_tells_a_password_more_or_less()
    {
        long[] without = [.. Enumerable.Range(0, Tries).Select(i => 100L + (i % 7))];
        long[] with = [.. without.Select(t => t + 50)];
        Assert.True(RankSum.Deviation(with, without) > Far);
        Assert.True(RankSum.Deviation(without, with) < -Far);
        Assert.Equal(0, RankSum.Deviation(without, without));
    }

    private Task AlikeAsync(string page, params string[] logins) => AlikeAsync(
        page, logins, login => [("Input.UserName", login), ("Input.Password", "not the password")], HttpStatusCode.OK);

    private async Task AlikeAsync(
        string page,
        string[] kinds,
        Func<string, (string Name, string Value)[]> fill,
        HttpStatusCode status)
    {
        // Its cookies stay as they are: each try is a stranger's first.
        using var client = portal.CreateClient(new() { BaseAddress = new Uri(portal.Root), AllowAutoRedirect = false, HandleCookies = false });
        using var first = await client.GetAsync(page);
        client.DefaultRequestHeaders.Add("Cookie", first.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
        using var form = await client.FillAsync(page);
        var token = QueryHelpers.ParseQuery(await form.ReadAsStringAsync())["__RequestVerificationToken"].ToString();
        var order = Enumerable.Range(0, Tries).SelectMany(_ => kinds).ToArray();
        RandomNumberGenerator.Shuffle<string>(order);
        var times = kinds.ToDictionary(kind => kind, _ => new List<long>(), StringComparer.Ordinal);
        foreach (var kind in kinds.Concat(order).Index())
        {
            using var content = new FormUrlEncodedContent(
                [new("__RequestVerificationToken", token), .. fill(kind.Item).Select(f => KeyValuePair.Create(f.Name, f.Value))]);
            var started = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsync(page, content);
            var took = Stopwatch.GetTimestamp() - started;
            Assert.Equal(status, answer.StatusCode);
            if (kind.Index >= kinds.Length)
            {
                times[kind.Item].Add(took);
            }
        }

        foreach (var (kind, took) in times)
        {
            var far = RankSum.Deviation(took, [.. times.Where(t => t.Key != kind).SelectMany(t => t.Value)]);
            Assert.True(Math.Abs(far) < Far, $"{kind} is {far:0.0} deviations away from the others.");
        }
    }
}
