using MimeKit;

namespace AuthPortal.Accounts.Mail;

/// <summary>What takes a finished mail away: an outside system.</summary>
public interface IMailTransport
{
    /// <exception cref="MailRefusedException">This mail will never be taken.</exception>
    Task SendAsync(MimeMessage message, CancellationToken cancellationToken);
}

/// <summary>The server has refused this mail for good (RFC 5321 §4.2.1, 5yz): trying again is of no use.</summary>
public sealed class MailRefusedException : Exception
{
    public MailRefusedException()
    {
    }

    public MailRefusedException(string message)
        : base(message)
    {
    }

    public MailRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
