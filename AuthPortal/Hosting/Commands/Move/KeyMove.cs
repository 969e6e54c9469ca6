using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using AuthPortal.Data.Postgres;
using AuthPortal.Hosting.Start;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Hosting.Commands.Move;

/// <summary>
/// Brings the data-protection keys of the folder into the database, wrapped by the nodes' certificate: without them nobody
/// could read the signing keys that were moved, and everybody would be signed out.
/// </summary>
internal sealed class KeyMove(PostgresDbContext db, ILoggerFactory logs)
{
    /// <summary>What the framework marks as a secret of the key.</summary>
    private static readonly XName Secret =
        XName.Get("requiresEncryption", "http://schemas.asp.net/2015/03/dataProtection");

    /// <exception cref="StartRefusedException">There is no key in the folder.</exception>
    public async Task RunAsync(string folder, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var keys = Directory.Exists(folder)
            ? new FileSystemXmlRepository(new DirectoryInfo(folder), logs).GetAllElements()
            : [];
        if (keys.Count == 0)
        {
            throw new StartRefusedException(
                $"There are no keys in {folder}: put the folder that belongs to the file there, and run the same again.");
        }

        var known = await db.DataProtectionKeys.Select(key => key.FriendlyName).ToListAsync(cancellationToken);
        foreach (var key in keys)
        {
            var name = $"{key.Name.LocalName}-{key.Attribute("id")?.Value}";
            if (!known.Contains(name))
            {
                db.DataProtectionKeys.Add(new DataProtectionKey { FriendlyName = name, Xml = Wrapped(key, certificate) });
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>As the framework stores a key that it wraps itself.</summary>
    private string Wrapped(XElement key, X509Certificate2 certificate)
    {
        var wrapped = new XElement(key);
        var wrapper = new CertificateXmlEncryptor(certificate, logs);
        foreach (var secret in wrapped.Descendants().Where(e => (bool?)e.Attribute(Secret) == true).ToList())
        {
            var info = wrapper.Encrypt(new XElement(secret));
            secret.ReplaceWith(new XElement(
                XName.Get("encryptedSecret", Secret.NamespaceName),
                new XAttribute("decryptorType", info.DecryptorType.AssemblyQualifiedName!),
                info.EncryptedElement));
        }

        return wrapped.ToString(SaveOptions.DisableFormatting);
    }
}
