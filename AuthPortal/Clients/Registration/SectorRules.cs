using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>
/// What an app knows people by, OpenID Connect Core §8. That the document of a sector names the app is proven by
/// <see cref="SectorProof"/>.
/// </summary>
internal static class SectorRules
{
    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
    {
        if (metadata.SubjectType is not (null or "public" or SectorIdentifier.Pairwise))
        {
            yield return Rules.SubjectTypeNotSupported.BrokenBy(MemberName.SubjectType);
        }

        if (metadata.SectorIdentifierUri is { } uri && !KeyRules.IsHttps(uri))
        {
            yield return Rules.LinkNotHttps.BrokenBy(MemberName.SectorIdentifierUri);
        }

        if (!SectorIdentifier.IsPairwise(metadata))
        {
            yield break;
        }

        if (SectorIdentifier.NeedsKeys(metadata)
            && (metadata.JwksUri is null || metadata.TokenEndpointAuthMethod != ClientAuthMethod.PrivateKeyJwt))
        {
            yield return Rules.SectorNeedsKeys.BrokenBy(MemberName.JwksUri);
        }

        if (SectorIdentifier.Anchors(metadata).Count > 0 && SectorIdentifier.Of(metadata) is null)
        {
            yield return Rules.SectorNeedsUri.BrokenBy(MemberName.SectorIdentifierUri);
        }
    }
}
