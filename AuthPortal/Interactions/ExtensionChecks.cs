using System.Text.Json.Nodes;
using AuthPortal.Protocol;

namespace AuthPortal.Interactions;

/// <summary>The checks of parameters that extensions added, each with the extension's own error.</summary>
internal static class ExtensionChecks
{
    /// <summary>RFC 7638: base64url of a SHA-256.</summary>
    private const int ThumbprintLength = 43;

    public static readonly Func<AuthorizeSubject, OAuthError?>[] InOrder =
        [ClaimsAreJson, ResourcesAreTargets, DetailsAreAnArray, DetailsAreKnown, DpopThumbprint];

    private static OAuthError? ClaimsAreJson(AuthorizeSubject s)
        => s.Parameters["claims"] is not null && s.Claims is null
            ? OAuthError.InvalidRequest("claims is not a JSON object of claims.").Because(ErrorReason.ClaimsMalformed)
            : null;

    private static OAuthError? ResourcesAreTargets(AuthorizeSubject s)
        => ResourceIndicator.Check(s.Resources, s.Catalog.HasResource, s.Options.UnregisteredResources).Error;

    private static OAuthError? DetailsAreAnArray(AuthorizeSubject s)
        => s.Details is null ? Refused("authorization_details is not a JSON array of objects with a type.") : null;

    /// <summary>RFC 9396 §5: an unknown type, one that is not the client's, or a wrong member refuses the whole.</summary>
    private static OAuthError? DetailsAreKnown(AuthorizeSubject s)
        => s.Details?.Items.Select(detail => Judge(s, detail)).FirstOrDefault(error => error is not null);

    private static OAuthError? Judge(AuthorizeSubject s, JsonObject detail)
    {
        var name = AuthorizationDetails.TypeOf(detail);
        var known = s.Catalog.DetailTypes.FirstOrDefault(type => type.Type == name);
        if (known is null)
        {
            return Refused("authorization_details has a type that is not known.");
        }

        if (s.Client.Metadata.AuthorizationDetailsTypes?.Contains(known.Type) != true)
        {
            return Refused("authorization_details has a type that the client is not registered for.");
        }

        return known.Schema.Accepts(detail)
            ? null
            : Refused("authorization_details has an object that does not fit the schema of its type.");
    }

    private static OAuthError? DpopThumbprint(AuthorizeSubject s)
        => s.Parameters["dpop_jkt"] is { } thumbprint
            && (thumbprint.Length != ThumbprintLength || !thumbprint.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            ? OAuthError.InvalidRequest("dpop_jkt is not a JWK thumbprint.").Because(ErrorReason.DpopProofInvalid)
            : null;

    private static OAuthError Refused(string description) => new OAuthError(
        "invalid_authorization_details", description).Because(ErrorReason.DetailsRefused);
}
