using System.Security.Cryptography;
using System.Text;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Hosting;

/// <summary>Whoever has the database file alone can sign no token and make no cookie.</summary>
public sealed class StolenDatabaseTests(Portal portal) : IClassFixture<Portal>
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task Signing_keys_are_stored_encrypted()
    {
        var keys = await KeysAsync();
        Assert.NotEmpty(keys);
        foreach (var key in keys)
        {
            using var ec = ECDsa.Create();
            using var rsa = RSA.Create();
            Assert.ThrowsAny<CryptographicException>(() => ec.ImportPkcs8PrivateKey(key.ProtectedPrivateKey, out _));
            Assert.ThrowsAny<CryptographicException>(() => rsa.ImportPkcs8PrivateKey(key.ProtectedPrivateKey, out _));
            Assert.ThrowsAny<CryptographicException>(() => ec.ImportECPrivateKey(key.ProtectedPrivateKey, out _));
            Assert.ThrowsAny<CryptographicException>(() => rsa.ImportRSAPrivateKey(key.ProtectedPrivateKey, out _));
        }
    }

    [Fact]
    public async Task The_keys_that_encrypt_are_in_no_database_file()
    {
        Assert.NotEmpty(await KeysAsync());
        var xml = Directory.GetFiles(Path.Combine(portal.Folder, "keys"), "key-*.xml");
        Assert.NotEmpty(xml);
        var secrets = xml.Select(file => System.Xml.Linq.XDocument.Load(file).Descendants("value").Single().Value);
        var stolen = string.Concat(Directory.GetFiles(portal.Folder, "authportal.db*").Select(ReadShared));
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, stolen, StringComparison.Ordinal);
            Assert.DoesNotContain(
                Encoding.Latin1.GetString(Convert.FromBase64String(secret)), stolen, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("masterKey", stolen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_folder_of_keys_opens_nothing()
    {
        using var folder = new Portal();
        var thief = DataProtectionProvider.Create(
            Directory.CreateDirectory(Path.Combine(folder.Folder, "thief")), b => b.SetApplicationName("AuthPortal"));
        var purposes = typeof(Program).Assembly.GetTypes().Select(t => t.FullName!).Append("AuthPortal").ToArray();
        foreach (var key in await KeysAsync())
        {
            Assert.All(purposes, purpose => Assert.ThrowsAny<CryptographicException>(
                () => thief.CreateProtector(purpose).Unprotect(key.ProtectedPrivateKey)));
        }
    }

    [Fact]
    public async Task The_key_folder_is_its_owners_alone_and_an_open_one_is_tightened()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var first = new Portal();
        Assert.Equal(0, await first.ReadAsync(db => db.Users.CountAsync()));
        var keys = Path.Combine(first.Folder, "keys");
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(keys));

        File.SetUnixFileMode(keys, OwnerOnly | UnixFileMode.OtherRead | UnixFileMode.GroupRead);
        await using var second = new Portal();
        second.Settings["ConnectionStrings:AuthPortal"] = $"Data Source={Path.Combine(first.Folder, "authportal.db")}";
        Assert.Equal(0, await second.ReadAsync(db => db.Users.CountAsync()));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(keys));
    }

    private Task<List<SigningKey>> KeysAsync() => portal.ReadAsync(db => db.SigningKeys.ToListAsync());

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
