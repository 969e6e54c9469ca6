namespace AuthPortal.Protocol;

/// <summary>Somebody whose word about software this server takes, RFC 7591 §2.3, with keys by value or by address.</summary>
public sealed class SoftwareStatementIssuer
{
    /// <summary>The <c>iss</c> of its statements.</summary>
    public string Issuer { get; set; } = string.Empty;

    /// <summary>A JWK Set as text.</summary>
    public string? Jwks { get; set; }

    public string? JwksUri { get; set; }
}
