using System.Globalization;
using System.Resources;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Resources;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace AuthPortal.Accounts.Mail;

/// <summary>
/// Writes what lies in the outbox, when it is sent: it looks the person up, makes the link, and says it in their
/// language. Links begin with the issuer, whatever host a request named.
/// </summary>
public sealed class LetterWriter(
    AuthDbContext db,
    UserManager<User> users,
    Issuer issuer,
    IOptions<MailOptions> options)
{
    private static readonly ResourceManager Texts = new(typeof(MailTexts));

    /// <summary>Null when there is nothing to tell, or nobody: that is decided here and never while somebody waits.</summary>
    public async Task<MimeMessage?> WriteAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var letter = mail.Kind switch
        {
            LetterKind.ResetPassword => await ResetAsync(mail, cancellationToken),
            LetterKind.ConfirmAddress => await ConfirmAsync(mail, cancellationToken),
            LetterKind.AddressChangeAsked or LetterKind.AddressChanged => await ToOldAddressAsync(mail, cancellationToken),
            _ => await NoticeAsync(mail, cancellationToken),
        };
        return letter is null ? null : MessageOf(mail, letter);
    }

    /// <summary>Only a confirmed address opens an account: an unconfirmed one may be somebody else's.</summary>
    private async Task<Letter?> ResetAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var typed = users.NormalizeEmail(mail.Address);
        var user = await db.Users.Where(u => u.NormalizedUserName == typed || u.NormalizedEmail == typed)
            .OrderByDescending(u => u.NormalizedUserName == typed)
            .FirstOrDefaultAsync(cancellationToken);
        if (user is not { EmailConfirmed: true, Email: { } address })
        {
            return null;
        }

        var code = await users.GeneratePasswordResetTokenAsync(user);
        return new Letter(user, mail.Kind, address, LinkTo("/reset-password", user, code));
    }

    private async Task<Letter?> ConfirmAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var user = await UserOfAsync(mail, cancellationToken);
        if (user is null || mail.Address is not { } address || user.PendingEmail != address)
        {
            return null;
        }

        var normalized = users.NormalizeEmail(address);
        if (await db.Users.FirstOrDefaultAsync(u => u.NormalizedEmail == normalized, cancellationToken) is { } holder)
        {
            return holder.Id == user.Id || !holder.EmailConfirmed
                ? null
                : new Letter(holder, LetterKind.AddressTaken, address, issuer.Url("/forgot-password"));
        }

        var code = await users.GenerateUserTokenAsync(user, LinkTokens.Name, LinkTokens.Confirming(address));
        return new Letter(user, mail.Kind, address, LinkTo("/confirm-email", user, code));
    }

    private async Task<Letter?> ToOldAddressAsync(OutgoingMail mail, CancellationToken cancellationToken)
        => mail.Address is { } address && await UserOfAsync(mail, cancellationToken) is { } user
            ? new Letter(user, mail.Kind, address, null)
            : null;

    private async Task<Letter?> NoticeAsync(OutgoingMail mail, CancellationToken cancellationToken)
        => await UserOfAsync(mail, cancellationToken) is { EmailConfirmed: true, Email: { } address } user
            ? new Letter(
                user, mail.Kind, address, issuer.Url(mail.Kind == LetterKind.AppAllowed ? "/apps" : "/account/security"))
            : null;

    private Task<User?> UserOfAsync(OutgoingMail mail, CancellationToken cancellationToken)
        => db.Users.FirstOrDefaultAsync(u => u.Id == mail.UserId, cancellationToken);

    private string LinkTo(string page, User user, string code) => $"{issuer.Url(page)}?user={user.Id}&code={code}";

    private MimeMessage MessageOf(OutgoingMail mail, Letter letter)
    {
        var draft = Draft(mail, letter);
        var message = new MimeMessage
        {
            Subject = draft.Subject,
            Date = mail.CreatedAt,
            // The same at each attempt, so that a mail that comes twice is seen as one.
            MessageId = $"{mail.Id:N}@{new Uri(issuer.Value).Host}",
            Body = new BodyBuilder { TextBody = draft.ToText(), HtmlBody = draft.ToHtml() }.ToMessageBody(),
        };
        message.From.Add(MailboxAddress.Parse(
            options.Value.From is { Length: > 0 } from ? from : $"AuthPortal <no-reply@{new Uri(issuer.Value).Host}>"));
        message.To.Add(new MailboxAddress(letter.Kind == LetterKind.AddressTaken ? null : letter.User.DisplayName, letter.Address));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private LetterDraft Draft(OutgoingMail mail, Letter letter)
    {
        var culture = CultureInfo.GetCultureInfo((letter.User.Language ?? mail.Language) == "ko" ? "ko" : "en");
        var name = mail.Data.GetValueOrDefault(LetterData.App) ?? mail.Data.GetValueOrDefault(LetterData.Name) ?? string.Empty;
        string? Say(string part) => Texts.GetString($"{letter.Kind}_{part}", culture) is { } text
            ? string.Format(culture, text, name, letter.User.UserName)
            : null;
        var facts = letter.Kind is LetterKind.AddressTaken or LetterKind.ConfirmAddress
            ? []
            : FactsOf(mail, culture).ToList();
        return new LetterDraft(
            culture.Name,
            Say("Subject") ?? letter.Kind,
            Say("Lead") ?? string.Empty,
            facts,
            letter.Link,
            Say("Action") ?? Texts.GetString("Action", culture),
            Say("Foot") ?? Texts.GetString("Foot", culture),
            string.Format(culture, Texts.GetString("Sender", culture)!, issuer.Value));
    }

    private static IEnumerable<(string Label, string Value)> FactsOf(OutgoingMail mail, CultureInfo culture)
    {
        yield return (
            Texts.GetString("When", culture)!,
            mail.CreatedAt.UtcDateTime.ToString(Texts.GetString("TimeFormat", culture), culture) + " UTC");
        var device = DeviceName.Of(mail.Data.GetValueOrDefault(LetterData.UserAgent));
        if ((device.Browser ?? device.System) is not null)
        {
            yield return (
                Texts.GetString("Device", culture)!,
                string.Join(", ", new[] { device.Browser, device.System }.OfType<string>()));
        }

        if (mail.Data.GetValueOrDefault(LetterData.IpAddress) is { } address)
        {
            yield return (Texts.GetString("Address", culture)!, address);
        }
    }

    private sealed record Letter(User User, string Kind, string Address, string? Link);
}
