namespace AuthPortal.Data.Entities;

/// <summary>A self-contained access token that was revoked before its time, kept until it would have expired.</summary>
public sealed class RevokedAccessToken
{
    /// <summary>The <c>jti</c>.</summary>
    public required string TokenId { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
