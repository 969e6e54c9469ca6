namespace AuthPortal.Accounts.Mail;

/// <summary>The section <c>Mail</c>: where mail goes and whom it is from.</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>The sender's address, with or without a name; by default no-reply at the issuer's host.</summary>
    public string? From { get; set; }

    public SmtpOptions Smtp { get; set; } = new();

    /// <summary>Where mail is put when no SMTP server is set.</summary>
    public string PickupFolder { get; set; } = string.Empty;

    public bool UsesSmtp => !string.IsNullOrEmpty(Smtp.Host);
}

/// <summary>The SMTP server that takes the mail.</summary>
public sealed class SmtpOptions
{
    public string? Host { get; set; }

    /// <summary>587 by default, 465 with <c>implicit</c>.</summary>
    public int? Port { get; set; }

    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary><c>starttls</c> (default), <c>implicit</c>, or <c>none</c>, which is for servers on this machine.</summary>
    public string Tls { get; set; } = "starttls";
}
