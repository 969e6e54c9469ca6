using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Accounts.Mail;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using SmtpServer.Protocol;

namespace AuthPortal.Tests.Accounts;

/// <summary>RFC 5321 and RFC 5322 against an SMTP server that is not ours.</summary>
public sealed class MailTests
{
    [Fact]
    public async Task A_letter_comes_as_text_and_as_html_from_the_sender_that_is_set()
    {
        await using var inbox = new SmtpInbox();
        await using var portal = new Portal();
        inbox.Serve(portal);
        await portal.AddUserAsync("reader");

        await ForgetAsync(portal, "reader");
        await portal.SendMailAsync();

        var letter = Assert.Single(inbox.Taken);
        Assert.Equal("The Portal", letter.From.Mailboxes.Single().Name);
        Assert.Equal("portal@example.test", letter.From.Mailboxes.Single().Address);
        Assert.Equal("reader@example.test", letter.To.Mailboxes.Single().Address);
        Assert.Equal("Choose a new password", letter.Subject);
        Assert.Equal("auto-generated", letter.Headers["Auto-Submitted"]);
        Assert.Equal(portal.Clock.GetUtcNow(), letter.Date);
        var link = Letters.LinkIn(letter);
        Assert.StartsWith(Portal.Issuer + "/reset-password?user=", link, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode(link), letter.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", letter.HtmlBody, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", letter.HtmlBody, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await portal.ReadAsync(db => db.OutgoingMails.CountAsync()));
        Assert.False(Directory.Exists(Path.Combine(portal.Folder, "mail")));
    }

    [Fact]
    public async Task A_person_is_written_to_in_their_language_whoever_asks()
    {
        await using var portal = new Portal();
        await portal.AddUserAsync("reader-ko");
        await portal.WriteAsync(db => db.Users.ExecuteUpdateAsync(s => s.SetProperty(u => u.Language, "ko")));

        await ForgetAsync(portal, "reader-ko");

        var letter = Assert.Single(await portal.LettersToAsync("reader-ko@example.test"));
        Assert.Equal("새 비밀번호를 정해 주세요", letter.Subject);
        Assert.Contains("reader-ko 계정의 비밀번호", letter.TextBody, StringComparison.Ordinal);
        Assert.Contains("lang=\"ko\"", letter.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_cannot_take_now_is_tried_again_and_what_it_never_will_is_given_up()
    {
        await using var inbox = new SmtpInbox();
        await using var portal = new Portal();
        inbox.Serve(portal);
        await portal.AddUserAsync("patient");
        var sender = portal.Services.GetRequiredService<MailSender>();
        inbox.Refusal = new SmtpResponse(SmtpReplyCode.InsufficientStorage, "later");
        await ForgetAsync(portal, "patient");

        await sender.SendAsync(CancellationToken.None);
        var waiting = await RowAsync(portal);
        Assert.Equal((1, null), (waiting!.Attempts, waiting.GivenUpAt));
        Assert.Equal(portal.Clock.GetUtcNow() + MailSender.Waits[0], waiting.NextAttemptAt);

        // Not before its time, and then by itself.
        await sender.SendAsync(CancellationToken.None);
        Assert.Equal(1, (await RowAsync(portal))!.Attempts);
        inbox.Refusal = null;
        portal.Clock.AdjustTime(portal.Clock.GetUtcNow() + MailSender.Waits[0]);
        await portal.SendMailAsync();
        Assert.Single(inbox.Taken);

        inbox.Refusal = new SmtpResponse(SmtpReplyCode.MailboxUnavailable, "no such reader");
        await ForgetAsync(portal, "patient");
        await sender.SendAsync(CancellationToken.None);
        var refused = await RowAsync(portal);
        Assert.Equal((1, portal.Clock.GetUtcNow()), (refused!.Attempts, refused.GivenUpAt));
        Assert.DoesNotContain("no such reader", refused.LastProblem, StringComparison.Ordinal);
        Assert.Single(inbox.Taken);
    }

    [Fact]
    public async Task While_the_server_is_down_nobody_waits_and_a_link_that_would_come_too_late_is_not_sent()
    {
        await using var portal = new Portal();
        await using (var gone = new SmtpInbox())
        {
            gone.Serve(portal);
        }

        await portal.AddUserAsync("offline");
        var answer = await ForgetAsync(portal, "offline");
        Assert.Contains("Look into your mail", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var sender = portal.Services.GetRequiredService<MailSender>();
        for (var i = 0; i < 8 && await RowAsync(portal) is { GivenUpAt: null } row; i++)
        {
            portal.Clock.AdjustTime(row.NextAttemptAt);
            await sender.SendAsync(CancellationToken.None);
        }

        var last = await RowAsync(portal);
        Assert.NotNull(last!.GivenUpAt);
        Assert.True(last.Attempts > 3, $"{last.Attempts} attempts");
        Assert.True(last.GivenUpAt < last.ExpiresAt);
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_vouches_for_gets_neither_mail_nor_password()
    {
        using var certificate = SelfSigned();
        await using var inbox = new SmtpInbox(certificate, wantsPassword: true);
        await using var portal = new Portal();
        inbox.Serve(portal);
        portal.Settings["Mail:Smtp:Tls"] = "starttls";
        portal.Settings["Mail:Smtp:UserName"] = SmtpInbox.UserName;
        portal.Settings["Mail:Smtp:Password"] = SmtpInbox.Password;
        await portal.AddUserAsync("spied-on");
        await ForgetAsync(portal, "spied-on");

        await portal.Services.GetRequiredService<MailSender>().SendAsync(CancellationToken.None);

        Assert.Empty(inbox.Taken);
        Assert.Equal("SslHandshakeException", (await RowAsync(portal))!.LastProblem);
    }

    [Theory]
    [InlineData(SmtpInbox.Password, 1)]
    [InlineData("another password", 0)]
    public async Task A_server_that_wants_a_password_gets_it(string password, int taken)
    {
        await using var inbox = new SmtpInbox(wantsPassword: true);
        await using var portal = new Portal();
        inbox.Serve(portal);
        portal.Settings["Mail:Smtp:UserName"] = SmtpInbox.UserName;
        portal.Settings["Mail:Smtp:Password"] = password;
        await portal.AddUserAsync("member");
        await ForgetAsync(portal, "member");

        await portal.Services.GetRequiredService<MailSender>().SendAsync(CancellationToken.None);

        Assert.Equal(taken, inbox.Taken.Count);
        Assert.Equal(1 - taken, await portal.ReadAsync(db => db.OutgoingMails.CountAsync()));
    }

    [Fact]
    public async Task The_outbox_holds_no_link_and_the_folder_is_for_the_programs_user_alone()
    {
        await using var portal = new Portal();
        await portal.AddUserAsync("careful");
        await ForgetAsync(portal, "careful");
        var row = await RowAsync(portal);
        Assert.DoesNotContain(row!.Data, d => d.Value.Contains("code=", StringComparison.Ordinal));

        Assert.Single(await portal.LettersToAsync("careful@example.test"));

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                new DirectoryInfo(Path.Combine(portal.Folder, "mail")).UnixFileMode);
        }
    }

    [Theory]
    [InlineData("Production", HttpStatusCode.NotFound)]
    [InlineData("Development", HttpStatusCode.OK)]
    public async Task Sent_mail_is_shown_in_development_only(string environment, HttpStatusCode status)
    {
        await using var portal = new Portal();
        await portal.AddUserAsync("developer");
        await ForgetAsync(portal, "developer");
        await portal.SendMailAsync();
        await using var shown = portal.WithWebHostBuilder(b => b.UseEnvironment(environment));
        using var client = shown.CreateClient(new() { BaseAddress = new Uri(Portal.Issuer), AllowAutoRedirect = false });

        var answer = await client.GetAsync("/dev/mail");

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(
            status == HttpStatusCode.OK,
            (await answer.Content.ReadAsStringAsync()).Contains("reset-password?user=", StringComparison.Ordinal));
    }

    internal static async Task<HttpResponseMessage> ForgetAsync(Portal portal, string login)
    {
        using var client = portal.NewClient();
        return await client.PostFormAsync("/forgot-password", ("Input.UserName", login));
    }

    private static Task<OutgoingMail?> RowAsync(Portal portal)
        => portal.ReadAsync(db => db.OutgoingMails.AsNoTracking().OrderByDescending(m => m.CreatedAt).FirstOrDefaultAsync());

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(
            DateTimeOffset.Parse("2020-01-01", CultureInfo.InvariantCulture), DateTimeOffset.Parse("2040-01-01", CultureInfo.InvariantCulture));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
    }
}
