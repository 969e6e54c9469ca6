using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>The form and life of what an app gets.</summary>
internal static class TokenRules
{
    private const int Shortest = 60;
    private const int LongestAccess = 864_000;
    private const int LongestRefresh = 365 * 86_400;

    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
    {
        if (metadata.IdTokenSignedResponseAlg is not (null or "ES256" or "RS256"))
        {
            yield return Rules.AlgorithmNotSupported.BrokenBy(MemberName.IdTokenSignedResponseAlg);
        }

        if (metadata.AuthorizationSignedResponseAlg is not (null or "ES256" or "RS256"))
        {
            yield return Rules.AlgorithmNotSupported.BrokenBy(MemberName.AuthorizationSignedResponseAlg);
        }

        if (metadata.SubjectType is not (null or "public"))
        {
            yield return Rules.SubjectTypeNotSupported.BrokenBy(MemberName.SubjectType);
        }

        if (metadata.DefaultMaxAge < 0)
        {
            yield return Rules.MaxAgeNegative.BrokenBy(MemberName.DefaultMaxAge);
        }

        if (metadata.AccessTokenFormat is not (null or "jwt" or "opaque"))
        {
            yield return Rules.FormatNotSupported.BrokenBy(MemberName.AccessTokenFormat);
        }

        if (metadata.AccessTokenLifetime is < Shortest or > LongestAccess)
        {
            yield return Rules.AccessLifetimeRange.BrokenBy(MemberName.AccessTokenLifetime);
        }

        if (metadata.RefreshTokenLifetime is < Shortest or > LongestRefresh)
        {
            yield return Rules.RefreshLifetimeRange.BrokenBy(MemberName.RefreshTokenLifetime);
        }

        if (metadata.SkipConsent == true && !context.IsAdministrator && context.Current?.SkipConsent != true)
        {
            yield return Rules.AdministratorOnly.BrokenBy(MemberName.SkipConsent);
        }
    }
}
