using System.Security.Cryptography.X509Certificates;

namespace AuthPortal.Clients;

/// <summary>What a request brought to prove its client, RFC 6749 §2.3; the reader has refused more than one way.</summary>
/// <param name="ClientId">As sent; of an assertion, the one that it names.</param>
/// <param name="Secret">The client_secret, or the assertion.</param>
/// <param name="Source">Where they stood.</param>
public sealed record ClientCredentials(string? ClientId, string? Secret, ClientCredentialsSource Source)
{
    /// <summary>The URL of the endpoint that the request was sent to: an assertion may name it.</summary>
    public string Endpoint { get; init; } = string.Empty;

    /// <summary>The certificate of the connection, RFC 8705 §2; null when there was none.</summary>
    public X509Certificate2? Certificate { get; init; }
}

/// <summary>Where the credentials stood.</summary>
public enum ClientCredentialsSource
{
    /// <summary>A client_id alone: a public client's way, and that of a client that its certificate proves.</summary>
    None,

    /// <summary>The Authorization header.</summary>
    Basic,

    /// <summary>client_id and client_secret in the form.</summary>
    Post,

    /// <summary>client_assertion in the form, RFC 7523 §2.2.</summary>
    Assertion,
}
