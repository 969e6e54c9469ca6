using AuthPortal.Protocol;

namespace AuthPortal.Tokens;

/// <summary>What came of presenting a code or a refresh token.</summary>
public abstract record Redemption
{
    private Redemption()
    {
    }

    /// <summary>Committed: the single use is spent and what it gave is stored.</summary>
    public sealed record Granted(GrantedAccess Access) : Redemption;

    public sealed record Refused(OAuthError Error) : Redemption;

    /// <summary>It had been used before: all that it gave is dead, and the person should see it.</summary>
    public sealed record Replayed(OAuthError Error, string UserId) : Redemption;
}
