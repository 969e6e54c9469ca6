using System.Text.RegularExpressions;
using AuthPortal.Accounts.Mail;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace AuthPortal.Tests.Fixtures;

/// <summary>The letters of a portal without an SMTP server.</summary>
internal static partial class Letters
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends what waits and reads all that ever went to an address, oldest first.</summary>
    public static async Task<IReadOnlyList<MimeMessage>> LettersToAsync(this Portal portal, string address)
    {
        await portal.SendMailAsync();
        var all = await portal.Services.GetRequiredService<PickupFolder>().LatestAsync(10_000, CancellationToken.None);
        return [.. all.Where(m => m.To.Mailboxes.Any(a => a.Address == address)).Reverse()];
    }

    /// <summary>Until nothing waits: the portal's own sender may have taken some of it.</summary>
    public static async Task SendMailAsync(this Portal portal)
    {
        var sender = portal.Services.GetRequiredService<MailSender>();
        using var patience = new CancellationTokenSource(Patience);
        do
        {
            await sender.SendAsync(patience.Token);
        }
        while (await portal.ReadAsync(db => db.OutgoingMails.AnyAsync(m => m.GivenUpAt == null, patience.Token)));
    }

    /// <summary>The one link of a letter.</summary>
    public static string LinkIn(MimeMessage letter) => Link().Matches(letter.TextBody ?? string.Empty).Single().Value.Trim();

    [GeneratedRegex("^https?://\\S+", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
