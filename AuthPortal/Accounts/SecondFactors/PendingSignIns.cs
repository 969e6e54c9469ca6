using System.Security.Cryptography;
using System.Text.Json;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace AuthPortal.Accounts.SecondFactors;

/// <summary>
/// Whoever has given the right password and has still to give the second factor: a short-lived cookie that opens
/// nothing but the page that asks for it, and ends with the person's next password.
/// </summary>
public sealed class PendingSignIns(
    IDataProtectionProvider protection,
    UserManager<User> users,
    Issuer issuer,
    TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly IDataProtector _protector = protection.CreateProtector(typeof(PendingSignIns).FullName!);

    private string CookieName => issuer.IsHttps ? "__Host-authportal-second" : "authportal-second";

    public void Begin(HttpContext context, User user)
    {
        var pending = new Pending(user.Id, user.SecurityStamp, (clock.GetUtcNow() + Life).ToUnixTimeMilliseconds());
        context.Response.Cookies.Append(
            CookieName,
            _protector.Protect(JsonSerializer.Serialize(pending)),
            new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                Path = "/",
                SameSite = SameSiteMode.Lax,
                Secure = issuer.IsHttps,
                MaxAge = Life,
            });
    }

    /// <summary>Null when nobody is half-way in this browser.</summary>
    public async Task<User?> FindAsync(HttpContext context)
        => context.Request.Cookies.TryGetValue(CookieName, out var value)
            && Open(value) is { } pending
            && clock.GetUtcNow().ToUnixTimeMilliseconds() < pending.EndsAt
            && await users.FindByIdAsync(pending.UserId) is { } user
            && user.SecurityStamp == pending.Stamp
            ? user
            : null;

    public void End(HttpContext context) => context.Response.Cookies.Delete(
        CookieName, new CookieOptions { Path = "/", Secure = issuer.IsHttps, HttpOnly = true, SameSite = SameSiteMode.Lax });

    private Pending? Open(string value)
    {
        try
        {
            return JsonSerializer.Deserialize<Pending>(_protector.Unprotect(value));
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private sealed record Pending(string UserId, string? Stamp, long EndsAt);
}
