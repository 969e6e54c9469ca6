namespace AuthPortal.Data.Entities;

/// <summary>
/// One entry of the feed that resource servers read: tokens that carry this value are good no more. Written by
/// triggers of the database, so that no way of deleting a grant can forget it. It names nobody.
/// </summary>
public sealed class Revocation
{
    /// <summary>Grows with each entry: where a reader of the feed stands.</summary>
    public long Id { get; init; }

    /// <summary>The claim that the value stands in: <c>fid</c>, <c>jti</c> or <c>client_id</c>.</summary>
    public required string Claim { get; init; }

    public required string Value { get; init; }

    /// <summary>Tokens issued later are not meant: a client may be enabled again.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When every token that it speaks of has expired.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}
