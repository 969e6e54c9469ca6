using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>Reads <c>authorization_details</c> of a token request, RFC 9396 §6: a wish for less than was authorized.</summary>
internal static class RequestedDetails
{
    private static readonly OAuthError Malformed = new OAuthError(
        "invalid_authorization_details", "authorization_details is not a JSON array of objects with a type.")
            .Because(ErrorReason.DetailsRefused);

    /// <summary>Empty when none was sent.</summary>
    public static Result<AuthorizationDetails> Read(RequestParameters form)
        => AuthorizationDetails.Parse(form[AuthorizationDetails.Parameter]) is { } details ? details : Malformed;
}
