using System.Net;
using AuthPortal.Accounts.SecondFactors;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

public sealed class SecondFactorTests(Portal portal) : IClassFixture<Portal>
{
    private const string Page = "/login/verify";

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    public void Rfc6238_appendix_b_holds_one_step_around(long seconds, string code)
    {
        var key = "12345678901234567890"u8.ToArray();
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Assert.Equal(seconds / 30, OneTimeCode.StepOf(code, key, at));
        Assert.Equal(seconds / 30, OneTimeCode.StepOf(code.Insert(3, " "), key, at.AddSeconds(30)));
        Assert.Null(OneTimeCode.StepOf(code, key, at.AddSeconds(61)));
        Assert.True(seconds < 120 || OneTimeCode.StepOf(code, key, at.AddSeconds(-61)) is null);
        Assert.Null(OneTimeCode.StepOf(code[1..], key, at));
        Assert.Null(OneTimeCode.StepOf(null, key, at));
    }

    [Fact]
    public async Task The_password_alone_opens_nothing_and_the_code_ends_the_sign_in_where_the_person_was_going()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "careful");
        using var client = portal.NewClient();
        var half = await client.SignInAsync("careful", page: "/login?returnUrl=%2Fapps");
        Assert.Equal(Portal.Issuer + "/login/verify?returnUrl=%2Fapps", half.AddressOf());
        Assert.Null(half.SessionOf());
        Assert.False(await client.IsSignedInAsync());

        var done = await VerifyAsync(client, phone.NextCode(), "/login/verify?returnUrl=%2Fapps");

        Assert.Equal(Portal.Issuer + "/apps", done.AddressOf());
        var person = portal.PersonIn(done.SessionOf()!);
        Assert.Equal((phone.User.Id, "pwd otp mfa"), (person.UserId, string.Join(' ', person.Amr)));
        Assert.Equal(portal.Clock.GetUtcNow(), person.AuthTime);
    }

    [Fact]
    public async Task A_code_that_was_used_is_refused_everywhere_and_so_is_an_older_one()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "overlooked");
        var older = phone.Code();
        var code = phone.NextCode();
        using var person = portal.NewClient();
        await person.SignInAsync("overlooked");
        Assert.NotNull((await VerifyAsync(person, code)).SessionOf());

        using var thief = portal.NewClient();
        await thief.SignInAsync("overlooked");
        Assert.Null((await VerifyAsync(thief, code)).SessionOf());
        Assert.Null((await VerifyAsync(thief, older)).SessionOf());
        Assert.NotNull((await VerifyAsync(thief, phone.NextCode())).SessionOf());
    }

    [Fact]
    public async Task Of_one_code_sent_many_times_at_once_one_counts()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "raced");
        using var client = portal.NewClient();
        await client.SignInAsync("raced");
        using var form = await client.FillAsync(Page, ("Input.Code", phone.NextCode()));
        var bytes = await form.ReadAsByteArrayAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var copy = new ByteArrayContent(bytes);
            copy.Headers.ContentType = form.Headers.ContentType;
            return await client.PostAsync(Page, copy);
        }));

        Assert.Single(answers, a => a.SessionOf() is not null);
    }

    [Fact]
    public async Task Guessing_is_stopped_after_five_for_ever_longer_and_told_by_mail()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "guessed-2");
        using var client = portal.NewClient();
        await client.SignInAsync("guessed-2");
        await GuessAsync(client, phone);

        // Not even the right one is looked at, in this browser or another.
        using var other = portal.NewClient();
        await other.SignInAsync("guessed-2");
        var refused = await VerifyAsync(other, phone.Code(steps: 1));
        Assert.Equal((HttpStatusCode.TooManyRequests, null), (refused.StatusCode, refused.SessionOf()));
        Assert.Equal(TimeSpan.FromMinutes(15), refused.Headers.RetryAfter?.Delta);
        Assert.Contains(
            await portal.LettersToAsync("guessed-2@example.test"), l => l.Subject == "Somebody may know your password");

        portal.Clock.Advance(TimeSpan.FromMinutes(15));
        await GuessAsync(await AgainAsync("guessed-2"), phone);
        Assert.Equal(portal.Clock.GetUtcNow().AddMinutes(30), (await phone.RowAsync()).SecondFactorLockedUntil);

        portal.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.NotNull((await VerifyAsync(await AgainAsync("guessed-2"), phone.Code())).SessionOf());
        Assert.Equal((0, null), ((await phone.RowAsync()).SecondFactorFailures, (await phone.RowAsync()).SecondFactorLockedUntil));
    }

    [Theory]
    [InlineData(5, 15)]
    [InlineData(10, 30)]
    [InlineData(20, 120)]
    [InlineData(40, 1440)]
    [InlineData(5000, 1440)]
    public void The_wait_doubles_up_to_a_day(int failures, int minutes)
        => Assert.Equal(TimeSpan.FromMinutes(minutes), SecondFactorProof.WaitAfter(failures));

    [Fact]
    public async Task Recovery_codes_are_guessed_under_the_same_limit()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "guessed-codes");
        using var client = portal.NewClient();
        await client.SignInAsync("guessed-codes");
        for (var i = 0; i < SecondFactorProof.MostInARow; i++)
        {
            Assert.Null((await VerifyAsync(client, $"aaaa-bbbb-cccc-ddd{i}", Page + "?recovery=1")).SessionOf());
        }

        var refused = await VerifyAsync(client, phone.RecoveryCodes[0], Page + "?recovery=1");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(
            10, await portal.ReadAsync(db => db.RecoveryCodes.CountAsync(c => c.UserId == phone.User.Id && c.UsedAt == null)));
    }

    [Fact]
    public async Task A_recovery_code_works_once_and_is_told_by_mail()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "lost-phone");
        Assert.Equal(10, phone.RecoveryCodes.Distinct().Count());
        using var client = portal.NewClient();
        await client.SignInAsync("lost-phone");
        var done = await VerifyAsync(client, phone.RecoveryCodes[3].ToUpperInvariant(), Page + "?recovery=1");
        Assert.Equal("pwd mfa", string.Join(' ', portal.PersonIn(done.SessionOf()!).Amr));

        var again = await AgainAsync("lost-phone");
        Assert.Null((await VerifyAsync(again, phone.RecoveryCodes[3], Page + "?recovery=1")).SessionOf());
        Assert.NotNull((await VerifyAsync(again, phone.RecoveryCodes[4], Page + "?recovery=1")).SessionOf());
        Assert.Equal(
            2, (await portal.LettersToAsync("lost-phone@example.test")).Count(l => l.Subject == "A recovery code was used"));
    }

    [Fact]
    public async Task Nobody_elses_codes_count()
    {
        var mine = await Phone.OfNewPersonAsync(portal, "mine");
        var theirs = await Phone.OfNewPersonAsync(portal, "theirs");
        using var client = portal.NewClient();
        await client.SignInAsync("theirs");
        Assert.Null((await VerifyAsync(client, mine.NextCode())).SessionOf());
        Assert.Null((await VerifyAsync(client, mine.RecoveryCodes[0], Page + "?recovery=1")).SessionOf());
        Assert.NotNull((await VerifyAsync(client, theirs.Code())).SessionOf());
    }

    [Fact]
    public async Task Half_a_sign_in_ends_by_itself_and_with_the_password()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "half-way");
        using var slow = portal.NewClient();
        await slow.SignInAsync("half-way");
        using var form = await slow.FillAsync(Page, ("Input.Code", phone.Code(steps: 20)));
        portal.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(Portal.Issuer + "/login", (await slow.PostAsync(Page, form)).AddressOf());
        Assert.False(await slow.IsSignedInAsync());

        using var client = portal.NewClient();
        await client.SignInAsync("half-way");
        await portal.WriteAsync(db => db.Users.Where(u => u.Id == phone.User.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.SecurityStamp, "another")));
        Assert.Equal(Portal.Issuer + "/login", (await client.GetAsync(Page)).AddressOf());
    }

    [Fact]
    public async Task The_key_lies_in_the_database_encrypted_and_bound_to_its_owner()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "robbed");
        var thief = await Phone.OfNewPersonAsync(portal, "robber");
        var rows = await portal.ReadAsync(db => db.AuthenticatorApps.AsNoTracking().ToListAsync());
        var stored = rows.Single(a => a.UserId == phone.User.Id).ProtectedKey;
        Assert.Equal(-1, stored.AsSpan().IndexOf(phone.Key));
        var keys = portal.Services.GetRequiredService<AuthenticatorKeys>();
        Assert.Equal(phone.Key, keys.Unprotect(stored, phone.User.Id));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => keys.Unprotect(stored, thief.User.Id));
        Assert.DoesNotContain(
            await portal.ReadAsync(db => db.RecoveryCodes.Select(c => c.Hash).ToListAsync()),
            hash => phone.RecoveryCodes.Any(c => hash.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(c)) >= 0));
    }

    [Fact]
    public async Task A_copy_of_the_session_from_before_is_not_raised_with_it_and_a_planted_one_is_worth_nothing()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "fixated");
        await portal.AddUserAsync("attacker");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("attacker");
        var planted = CookieOf(browser);

        // The victim signs in over the planted session: a new one with a new id.
        await browser.Http.SignInAsync("fixated", page: "/login?switch=1");
        var mine = portal.PersonIn((await VerifyAsync(browser.Http, phone.NextCode())).SessionOf()!);
        Assert.Equal(phone.User.Id, mine.UserId);
        Assert.NotEqual(portal.PersonIn(planted).SessionId, mine.SessionId);

        // A session that is raised keeps its id; who copied it before has what it was.
        await browser.HasSignedInAsync("fixated");
        var before = CookieOf(browser);
        var raised = await VerifyAsync(browser.Http, phone.NextCode());
        Assert.Equal("pwd otp mfa", string.Join(' ', portal.PersonIn(raised.SessionOf()!).Amr));
        Assert.Equal("pwd", string.Join(' ', portal.PersonIn(before).Amr));
        Assert.Equal(portal.PersonIn(before).SessionId, portal.PersonIn(raised.SessionOf()!).SessionId);
        using var thief = new Browser(portal);
        thief.Cookies.Add(new Uri(Portal.Issuer), new Cookie(PageForms.SessionCookie, before) { Path = "/" });
        Assert.Contains(
            "Is it you?", (await thief.GoAsync("/account/security/authenticator")).Text, StringComparison.Ordinal);
    }

    private static string CookieOf(Browser browser)
        => browser.Cookies.GetCookies(new Uri(Portal.Issuer))[PageForms.SessionCookie]!.Value;

    [Fact]
    public async Task A_wrong_second_step_shows_among_the_persons_events()
    {
        var phone = await Phone.OfNewPersonAsync(portal, "watched");
        using var client = portal.NewClient();
        await client.SignInAsync("watched");
        await VerifyAsync(client, phone.WrongCode());
        Assert.Equal(1, await portal.ReadAsync(db => db.AuditEvents.CountAsync(
            e => e.UserId == phone.User.Id && e.Type == AuditEventType.SecondFactorFailed)));
    }

    internal static Task<HttpResponseMessage> VerifyAsync(HttpClient client, string code, string page = Page)
        => client.PostFormAsync(page, ("Input.Code", code));

    private async Task<HttpClient> AgainAsync(string userName)
    {
        var client = portal.NewClient();
        await client.SignInAsync(userName);
        return client;
    }

    private static async Task GuessAsync(HttpClient client, Phone phone)
    {
        for (var i = 0; i < SecondFactorProof.MostInARow; i++)
        {
            Assert.Null((await VerifyAsync(client, phone.WrongCode())).SessionOf());
        }
    }
}
