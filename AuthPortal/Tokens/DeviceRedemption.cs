using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>A device code as a device polls with it, RFC 8628 §3.4.</summary>
/// <param name="DeviceCode">In plain text.</param>
/// <param name="Resources">For this access token, RFC 8707 §2.2; empty means those of the device's request.</param>
/// <param name="Details">For this access token, RFC 9396 §6; empty means those of the device's request.</param>
/// <param name="Proof">The keys that the poll proved to hold; null when it proved none.</param>
public sealed record DeviceRedemption(
    string DeviceCode,
    IReadOnlyList<string> Resources,
    AuthorizationDetails Details,
    Confirmation? Proof);
