using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace AuthPortal.Accounts.Mail;

/// <summary>Hands mail to an SMTP server, RFC 5321. Without TLS a password is never sent.</summary>
internal sealed class SmtpTransport(IOptions<MailOptions> options) : IMailTransport
{
    private const int SubmissionPort = 587;
    private const int ImplicitTlsPort = 465;
    private const int LastTemporaryCode = 499;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var smtp = options.Value.Smtp;
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        await client.ConnectAsync(smtp.Host ?? string.Empty, smtp.Port ?? DefaultPort(smtp), SecurityOf(smtp), cancellationToken);
        if (smtp.UserName is { Length: > 0 } userName)
        {
            await client.AuthenticateAsync(userName, smtp.Password ?? string.Empty, cancellationToken);
        }

        try
        {
            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode > LastTemporaryCode)
        {
            throw new MailRefusedException($"The server answered {(int)refused.StatusCode}.", refused);
        }

        await client.DisconnectAsync(quit: true, cancellationToken);
    }

    private static int DefaultPort(SmtpOptions smtp) => smtp.Tls == "implicit" ? ImplicitTlsPort : SubmissionPort;

    private static SecureSocketOptions SecurityOf(SmtpOptions smtp) => smtp.Tls switch
    {
        "implicit" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
