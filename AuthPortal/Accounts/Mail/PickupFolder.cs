using Microsoft.Extensions.Options;
using MimeKit;

namespace AuthPortal.Accounts.Mail;

/// <summary>
/// Puts mail into a folder, for a server without SMTP and for whoever tries the portal out. It holds links that open
/// accounts, so nobody but the program's user may read it.
/// </summary>
public sealed class PickupFolder(IOptions<MailOptions> options) : IMailTransport
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string Extension = ".eml";

    private string Folder => options.Value.PickupFolder;

    public async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(Folder, OwnerOnly);
        }

        var name = $"{message.Date.UtcDateTime:yyyyMMdd'T'HHmmss}-{message.MessageId?.Split('@')[0]}";
        var unfinished = Path.Combine(Folder, name + ".part");
        await message.WriteToAsync(unfinished, cancellationToken);
        File.Move(unfinished, Path.Combine(Folder, name + Extension), overwrite: true);
    }

    /// <summary>The latest mails, newest first.</summary>
    public async Task<IReadOnlyList<MimeMessage>> LatestAsync(int count, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Folder))
        {
            return [];
        }

        var mails = new List<MimeMessage>();
        foreach (var file in Directory.GetFiles(Folder, "*" + Extension).OrderDescending(StringComparer.Ordinal).Take(count))
        {
            mails.Add(await MimeMessage.LoadAsync(file, cancellationToken));
        }

        return mails;
    }
}
