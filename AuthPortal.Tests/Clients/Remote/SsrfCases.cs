namespace AuthPortal.Tests.Clients.Remote;

/// <summary>Where a server that fetches what strangers name must never get to, for every kind of address that it fetches.</summary>
public static class SsrfCases
{
    /// <summary>Loopback, link-local, private, documentation, multicast; and IPv6 forms: mapped, NAT64, tunnels, ULA.</summary>
    public static TheoryData<string> PrivateAddresses =>
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3",
        "10.0.0.1", "100.64.0.1", "100.127.255.255", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1",
        "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.255", "255.255.255.255", "::",
        "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "100::1", "2001::1",
        "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1",
        "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
    ];

    /// <summary>Addresses of this machine and its network, written in every way that a parser may take.</summary>
    public static TheoryData<string> PrivateUrls =>
    [
        "https://127.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/",
        "https://127.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:a00:1]/",
        "https://localhost/", "https://169.254.169.254/latest/meta-data/",
    ];
}
