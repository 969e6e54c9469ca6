using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace AuthPortal.Accounts.Mail;

/// <summary>
/// Identity's tokens for the links in letters, by our clock. One holds its end and a digest of purpose, person and
/// security stamp: a changed password ends it, and one that confirms an address is for that address alone.
/// </summary>
public sealed class LinkTokens(IDataProtectionProvider protection, TimeProvider clock) : IUserTwoFactorTokenProvider<User>
{
    public const string Name = "Link";

    private const int Longest = 1024;

    private static readonly TimeSpan ResetLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan ConfirmLife = TimeSpan.FromDays(3);

    private readonly IDataProtector _protector = protection.CreateProtector("AuthPortal.Accounts.Mail.LinkTokens");

    /// <summary>The purpose of a token that confirms this address.</summary>
    public static string Confirming(string address) => "ConfirmAddress:" + address;

    internal static TimeSpan LifeOf(string kind) => kind == LetterKind.ResetPassword ? ResetLife : ConfirmLife;

    public async Task<string> GenerateAsync(string purpose, UserManager<User> manager, User user)
    {
        var life = purpose == UserManager<User>.ResetPasswordTokenPurpose ? ResetLife : ConfirmLife;
        var end = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(end, (clock.GetUtcNow() + life).ToUnixTimeMilliseconds());
        byte[] content = [.. end, .. await DigestAsync(purpose, manager, user)];
        return WebEncoders.Base64UrlEncode(_protector.Protect(content));
    }

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<User> manager, User user)
    {
        if (token.Length > Longest || Open(token) is not { Length: sizeof(long) + SHA256.HashSizeInBytes } content)
        {
            return false;
        }

        var digest = await DigestAsync(purpose, manager, user);
        return clock.GetUtcNow().ToUnixTimeMilliseconds() < BinaryPrimitives.ReadInt64BigEndian(content)
            && CryptographicOperations.FixedTimeEquals(content.AsSpan(sizeof(long)), digest);
    }

    /// <summary>It is no second factor.</summary>
    public Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<User> manager, User user) => Task.FromResult(false);

    private static async Task<byte[]> DigestAsync(string purpose, UserManager<User> manager, User user)
        => SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', user.Id, await manager.GetSecurityStampAsync(user), purpose)));

    private byte[]? Open(string token)
    {
        try
        {
            return _protector.Unprotect(WebEncoders.Base64UrlDecode(token));
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
