namespace AuthPortal.Data.Entities;

/// <summary>A signing key of the server. The private part is encrypted by data protection.</summary>
public sealed class SigningKey
{
    /// <summary>The <c>kid</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>ES256</c> or <c>RS256</c>.</summary>
    public required string Algorithm { get; init; }

    public required byte[] ProtectedPrivateKey { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Published from the start, used to sign from here on.</summary>
    public DateTimeOffset ActiveFrom { get; init; }

    /// <summary>Signs no more from here on; published while its tokens may live.</summary>
    public DateTimeOffset? RetiredAt { get; set; }
}
