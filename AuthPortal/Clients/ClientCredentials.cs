namespace AuthPortal.Clients;

/// <summary>What a request brought to prove its client, RFC 6749 §2.3; the reader has refused more than one way.</summary>
public sealed record ClientCredentials(string? ClientId, string? Secret, ClientCredentialsSource Source);

/// <summary>Where the credentials stood.</summary>
public enum ClientCredentialsSource
{
    /// <summary>A client_id alone: a public client's way.</summary>
    None,

    /// <summary>The Authorization header.</summary>
    Basic,

    /// <summary>client_id and client_secret in the form.</summary>
    Post,
}
