using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>
/// One way to be granted access, RFC 6749 §1.3. It proves; only the issuer mints. What it needs of the form it parses
/// once, at its start.
/// </summary>
public interface IGrantType
{
    /// <summary>The <c>grant_type</c> value.</summary>
    string Name { get; }

    /// <summary>False where a setting turns it off: unsupported, and absent from metadata.</summary>
    bool IsOffered { get; }

    /// <summary>
    /// True where a request may name some of the authorization details that the person allowed, RFC 9396 §6. Anywhere else
    /// they can only be refused: what is not read must not seem granted.
    /// </summary>
    bool NarrowsDetails => false;

    /// <summary>The client is proven and registered for this grant.</summary>
    Task<Result<GrantedAccess>> RedeemAsync(AuthenticatedRequest request, CancellationToken cancellationToken);
}
