using System.Security.Cryptography;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.DataProtection;
using OtpNet;

namespace AuthPortal.Accounts.SecondFactors;

/// <summary>
/// The keys that authenticator apps share with us (RFC 6238): 160 random bits, stored encrypted by keys that lie
/// outside the database. Whoever has the database alone makes no codes.
/// </summary>
public sealed class AuthenticatorKeys(IDataProtectionProvider protection, Issuer issuer)
{
    private const int KeyBytes = 20;
    private const string Purpose = "AuthPortal.Accounts.SecondFactors.AuthenticatorKeys";

    /// <summary>A new key that has to prove itself before it is kept.</summary>
    public NewAuthenticatorKey Create(string userId, string userName)
        => Describe(RandomNumberGenerator.GetBytes(KeyBytes), userId, userName);

    /// <summary>The key of a form that was sent back; null when it is not one that we gave this person.</summary>
    public NewAuthenticatorKey? Reopen(string? carried, string userId, string userName)
    {
        try
        {
            return carried is null ? null : Describe(
                Carrier(userId).Unprotect(Convert.FromBase64String(carried)), userId, userName);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }

    public byte[] Protect(byte[] key, string userId) => Storage(userId).Protect(key);

    /// <exception cref="CryptographicException">It was stored for somebody else, or the keys are gone.</exception>
    public byte[] Unprotect(byte[] stored, string userId) => Storage(userId).Unprotect(stored);

    // Bound to the person: a row, or a form, that is moved to somebody else opens nothing.
    private IDataProtector Storage(string userId) => protection.CreateProtector(Purpose, "stored", userId);

    private IDataProtector Carrier(string userId) => protection.CreateProtector(Purpose, "carried", userId);

    private NewAuthenticatorKey Describe(byte[] key, string userId, string userName)
    {
        var text = Base32Encoding.ToString(key).TrimEnd('=');
        var place = Uri.EscapeDataString(new Uri(issuer.Value).Host);
        var address = $"otpauth://totp/{place}:{Uri.EscapeDataString(userName)}?secret={text}&issuer={place}";
        return new NewAuthenticatorKey(key, text, address, Convert.ToBase64String(Carrier(userId).Protect(key)));
    }
}

/// <summary>A key before it is kept.</summary>
/// <param name="Key">Its bytes.</param>
/// <param name="Text">As a person types it, in base32.</param>
/// <param name="Address">As an app reads it from the QR code.</param>
/// <param name="Carried">Encrypted, for the form that brings it back.</param>
public sealed record NewAuthenticatorKey(byte[] Key, string Text, string Address, string Carried);
