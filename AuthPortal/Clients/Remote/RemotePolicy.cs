using System.Net;
using System.Net.Security;

namespace AuthPortal.Clients.Remote;

/// <summary>What this server may connect to on behalf of somebody else. Tests replace it to reach servers of their own.</summary>
/// <param name="Allows">Judges an address before it is connected to.</param>
/// <param name="Resolve">Answers a host's addresses.</param>
/// <param name="Trust">Judges a certificate; null means the machine's own trust.</param>
public sealed record RemotePolicy(
    Func<IPAddress, bool> Allows,
    Func<string, CancellationToken, Task<IPAddress[]>> Resolve,
    RemoteCertificateValidationCallback? Trust = null)
{
    public static readonly RemotePolicy Public = new(
        PublicAddress.Is, (host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken));
}
