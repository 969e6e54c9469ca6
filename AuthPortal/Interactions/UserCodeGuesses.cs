using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using AuthPortal.Data.Postgres;

namespace AuthPortal.Interactions;

/// <summary>
/// RFC 8628 §5.1: a user code is short, so wrong ones are counted; right ones never are. A person, or the browser of
/// nobody yet, waits after ten within ten minutes; an address after thirty, so that a fresh browser is no way around it.
/// </summary>
public sealed class UserCodeGuesses(BrowserBinding binding, TimeProvider clock, SharedFailures? shared = null)
{
    public const int MostOfBrowser = 10;
    public const int MostOfAddress = 30;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly AttemptLimit _browsers = new(MostOfBrowser, Window, clock, shared, "UserCodeOfBrowser");
    private readonly AttemptLimit _addresses = new(MostOfAddress, Window, clock, shared, "UserCodeOfAddress");

    /// <summary>How long to wait; null when the next code may be tried.</summary>
    public TimeSpan? Wait(HttpContext context)
        => (BrowserOf(context, binding.Find(context)) is { } browser ? _browsers.WaitOf(browser) : null)
            ?? _addresses.WaitOf(NetworkOf(context.Connection.RemoteIpAddress));

    public void Missed(HttpContext context)
    {
        if (BrowserOf(context, binding.FindOrAdd(context)) is { } browser)
        {
            _browsers.Count(browser);
        }

        _addresses.Count(NetworkOf(context.Connection.RemoteIpAddress));
    }

    private static string? BrowserOf(HttpContext context, byte[]? cookie)
        => context.User.FindFirstValue(ClaimTypes.NameIdentifier)
            ?? (cookie is null ? null : Convert.ToHexString(cookie));

    /// <summary>Whoever has one IPv6 address has 2^64 of them: they count as one.</summary>
    private static string NetworkOf(IPAddress? address)
        => address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address?.MapToIPv4().ToString() ?? string.Empty;
}
