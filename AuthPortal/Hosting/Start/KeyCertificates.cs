using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Data;

namespace AuthPortal.Hosting.Start;

/// <summary>
/// The certificates that wrap the data-protection keys of a shared database: the current one wraps, former ones still
/// open what they wrapped.
/// </summary>
internal static class KeyCertificates
{
    public const string Current = "KeyCertificate";
    public const string Password = "KeyCertificatePassword";
    public const string Former = "FormerKeyCertificates";

    /// <summary>The current one first.</summary>
    public static IReadOnlyList<X509Certificate2> Of(IConfiguration configuration)
    {
        var database = configuration.GetSection(DatabaseProviders.Section);
        return [.. database.GetSection(Former).GetChildren().Prepend(database.GetSection(Current))
            .Select(file => Load(file.Value!, database[Password]))];
    }

    /// <summary>Null when one of them can't be read.</summary>
    public static IReadOnlyList<X509Certificate2>? Find(IConfiguration configuration)
    {
        try
        {
            return Of(configuration);
        }
        catch (Exception problem) when (problem is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>PEM by its first letters, else PFX.</summary>
    public static X509Certificate2 Load(string path, string? password)
        => File.ReadAllText(path).Contains("-----BEGIN ", StringComparison.Ordinal)
            ? string.IsNullOrEmpty(password)
                ? X509Certificate2.CreateFromPemFile(path)
                : X509Certificate2.CreateFromEncryptedPemFile(path, password)
            : X509CertificateLoader.LoadPkcs12FromFile(path, password);
}
