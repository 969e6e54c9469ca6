using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Data;
using AuthPortal.Hosting.Start;
using Npgsql;

namespace AuthPortal.Hosting.Settings;

/// <summary>Which database, and for a shared one the certificate that keeps its keys from whoever reads it.</summary>
internal static class DatabaseRules
{
    /// <exception cref="StartRefusedException">A setting is wrong.</exception>
    public static void Check(IConfiguration configuration)
    {
        var database = configuration.GetSection(DatabaseProviders.Section);
        SettingChecks.CheckKnown(
            database, "Provider", KeyCertificates.Current, KeyCertificates.Password, KeyCertificates.Former);
        var provider = database.GetSection("Provider");
        switch (provider.Value)
        {
            case null or "sqlite":
                return;
            case "postgres":
                CheckConnection(configuration.GetSection("ConnectionStrings").GetSection(DatabaseProviders.ConnectionName));
                CheckCertificates(database);
                return;
            default:
                throw SettingChecks.Wrong(provider, "is unknown: give sqlite or postgres.");
        }
    }

    private static void CheckConnection(IConfigurationSection connection)
    {
        try
        {
            if (new NpgsqlConnectionStringBuilder(connection.Value).Host is { Length: > 0 })
            {
                return;
            }
        }
        catch (ArgumentException)
        {
            // Said below, without the value: it may hold a password.
        }

        throw new StartRefusedException(
            $"{connection.Path} names no PostgreSQL server: give one, such as "
            + "'Host=db.example.com;Database=authportal;Username=authportal;Password=…'.");
    }

    private static void CheckCertificates(IConfigurationSection database)
    {
        var current = database.GetSection(KeyCertificates.Current);
        if (current.Value is not { Length: > 0 })
        {
            throw new StartRefusedException(
                $"{current.Path} is not set: nodes that share a database share the keys in it, and these are wrapped by a "
                + "certificate that each node is given. Name a PEM or PFX file with an RSA certificate and its private key.");
        }

        foreach (var file in database.GetSection(KeyCertificates.Former).GetChildren().Prepend(current))
        {
            CheckCertificate(file, database[KeyCertificates.Password]);
        }
    }

    private static void CheckCertificate(IConfigurationSection file, string? password)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = KeyCertificates.Load(file.Value!, password);
        }
        catch (Exception problem) when (problem is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw SettingChecks.Wrong(
                file, $"can't be read as a PEM or PFX file with a certificate and its private key ({problem.Message.TrimEnd('.')}).");
        }

        using (certificate)
        using (var key = certificate.GetRSAPrivateKey())
        {
            if (key is null)
            {
                throw SettingChecks.Wrong(file, "holds no RSA private key: give an RSA certificate with its key.");
            }
        }
    }
}
