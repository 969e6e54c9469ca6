using System.Globalization;
using System.Net;
using AuthPortal.Accounts.Mail;
using MimeKit;

namespace AuthPortal.Hosting.Settings;

/// <summary>Checks the section <c>Mail</c>.</summary>
internal static class MailRules
{
    private const int LastPort = 65535;

    /// <exception cref="Start.StartRefusedException">A setting is wrong.</exception>
    public static void Check(IConfigurationSection mail)
    {
        SettingChecks.CheckKnown(mail, "From", "Smtp");
        var from = mail.GetSection(nameof(MailOptions.From));
        if (from.Value is { Length: > 0 } sender
            && (!MailboxAddress.TryParse(sender, out var parsed) || !parsed.Address.Contains('@', StringComparison.Ordinal)))
        {
            throw SettingChecks.Wrong(from, "is no mail address: give one such as 'AuthPortal <no-reply@example.com>'.");
        }

        CheckSmtp(mail.GetSection(nameof(MailOptions.Smtp)));
    }

    private static void CheckSmtp(IConfigurationSection smtp)
    {
        SettingChecks.CheckKnown(smtp, "Host", "Port", "UserName", "Password", "Tls");
        var port = smtp.GetSection(nameof(SmtpOptions.Port));
        if (port.Value is { } number
            && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                || parsed is < 1 or > LastPort))
        {
            throw SettingChecks.Wrong(port, "is no port: give a number from 1 to 65535, such as 587.");
        }

        var tls = smtp.GetSection(nameof(SmtpOptions.Tls));
        SettingChecks.CheckChoice(tls, "starttls", "implicit", "none");
        if (tls.Value == "none" && smtp[nameof(SmtpOptions.UserName)] is { Length: > 0 } && !IsThisMachine(smtp["Host"]))
        {
            throw SettingChecks.Wrong(tls, "would send Mail:Smtp:Password in the clear: set it to starttls or implicit.");
        }

        var host = smtp.GetSection(nameof(SmtpOptions.Host));
        if (host.Value is not { Length: > 0 } && smtp.GetChildren().FirstOrDefault(c => c.Key != host.Key) is { } lonely)
        {
            throw SettingChecks.Wrong(lonely, "means nothing without Mail:Smtp:Host: set that too.");
        }
    }

    private static bool IsThisMachine(string? host)
        => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
