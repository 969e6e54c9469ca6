using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Clients;
using AuthPortal.Hosting.Start;
using AuthPortal.Protocol;

namespace AuthPortal.Hosting.Settings;

/// <summary>Checks the section <c>OAuth</c>.</summary>
internal static class OAuthRules
{
    private const int ShortestKeyLifetime = 3600;
    private const int LongestLifetime = 10 * 365 * 86400;

    /// <exception cref="StartRefusedException">A setting is wrong.</exception>
    public static void Check(IConfiguration configuration)
    {
        var oauth = configuration.GetSection(OAuthOptions.Section);
        SettingChecks.CheckMembers(oauth, typeof(OAuthOptions));
        CheckLifetimes(oauth.GetSection(nameof(OAuthOptions.TokenLifetimes)));
        CheckKeyLifetime(oauth.GetSection(nameof(OAuthOptions.SigningKeyLifetime)));
        CheckUnusedDays(oauth.GetSection(nameof(OAuthOptions.UnusedClientDays)));
        CheckStatementIssuers(oauth.GetSection(nameof(OAuthOptions.SoftwareStatementIssuers)));
        SettingChecks.CheckChoice(oauth.GetSection(nameof(OAuthOptions.AccessTokenFormat)), "jwt", "opaque");
        SettingChecks.CheckChoice(oauth.GetSection(nameof(OAuthOptions.DpopNonce)), "optional", "required");
        SettingChecks.CheckChoice(
            oauth.GetSection(nameof(OAuthOptions.DynamicRegistration)), "open", "approval", "token", "off");
        CheckAuthorities(oauth.GetSection(nameof(OAuthOptions.ClientCertificateAuthorities)));
        CheckIssuer(oauth, configuration);
    }

    private static void CheckLifetimes(IConfigurationSection lifetimes)
    {
        foreach (var lifetime in lifetimes.GetChildren())
        {
            if (int.Parse(lifetime.Value!, CultureInfo.InvariantCulture) is < 1 or > LongestLifetime)
            {
                throw SettingChecks.Wrong(
                    lifetime, $"is out of range: give seconds from 1 to {LongestLifetime} (ten years).");
            }
        }
    }

    private static void CheckKeyLifetime(IConfigurationSection lifetime)
    {
        if (lifetime.Value is { } seconds
            && int.Parse(seconds, CultureInfo.InvariantCulture) is < ShortestKeyLifetime or > LongestLifetime)
        {
            throw SettingChecks.Wrong(
                lifetime, $"is out of range: give seconds from {ShortestKeyLifetime} (an hour) to {LongestLifetime}.");
        }
    }

    private static void CheckUnusedDays(IConfigurationSection days)
    {
        if (days.Value is { } number && int.Parse(number, CultureInfo.InvariantCulture) is < 1 or > 3650)
        {
            throw SettingChecks.Wrong(days, "is out of range: give days from 1 to 3650.");
        }
    }

    private static void CheckStatementIssuers(IConfigurationSection issuers)
    {
        foreach (var issuer in issuers.GetChildren())
        {
            var (jwks, uri) = (issuer[nameof(SoftwareStatementIssuer.Jwks)], issuer[nameof(SoftwareStatementIssuer.JwksUri)]);
            if (string.IsNullOrEmpty(issuer[nameof(SoftwareStatementIssuer.Issuer)])
                || (jwks is null) == (uri is null)
                || uri?.StartsWith("https://", StringComparison.Ordinal) == false
                || (jwks is not null && ClientKeys.Read(jwks).Count == 0))
            {
                throw new StartRefusedException(
                    $"{issuer.Path} is incomplete: give its Issuer, and either Jwks (a key set as JSON) or JwksUri (https).");
            }
        }
    }

    private static void CheckAuthorities(IConfigurationSection authorities)
    {
        if (authorities.Value is not { Length: > 0 } file)
        {
            return;
        }

        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw SettingChecks.Wrong(
                authorities, "can't be read: give a PEM file with the certificates of the authorities.");
        }

        if (found.Count == 0)
        {
            throw SettingChecks.Wrong(
                authorities, "has no certificate in it: give a PEM file with those of the authorities.");
        }
    }

    private static void CheckIssuer(IConfigurationSection oauth, IConfiguration configuration)
    {
        var issuer = oauth.GetSection(nameof(OAuthOptions.Issuer));
        if (issuer.Value is { } configured)
        {
            if (IssuerRules.Problem(configured) is { } problem)
            {
                throw SettingChecks.Wrong(issuer, problem);
            }

            return;
        }

        var address = ListenAddresses.Preferred(ListenAddresses.Of(configuration));
        if (ListenAddresses.IsWildcard(address) || IssuerRules.Problem(address) is not null)
        {
            throw new StartRefusedException(
                $"OAuth:Issuer is not set, and the address that the server listens on ({address}) can't stand in for "
                + "it: set OAuth:Issuer to the public https address, such as https://id.example.com.");
        }
    }
}
