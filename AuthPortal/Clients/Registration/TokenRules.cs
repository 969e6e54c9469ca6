using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>The form and life of what an app gets.</summary>
internal static class TokenRules
{
    private const int Shortest = 60;
    private const int LongestAccess = 864_000;
    private const int LongestRefresh = 365 * 86_400;

    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
        => Algorithms(metadata).Concat(Lives(metadata, context));

    /// <summary>What the server signs for the client.</summary>
    private static IEnumerable<RuleViolation> Algorithms(ClientMetadata metadata)
    {
        (string Member, string? Algorithm)[] chosen =
        [
            (MemberName.IdTokenSignedResponseAlg, metadata.IdTokenSignedResponseAlg),
            (MemberName.AccessTokenSignedResponseAlg, metadata.AccessTokenSignedResponseAlg),
            (MemberName.IntrospectionSignedResponseAlg, metadata.IntrospectionSignedResponseAlg),
            (MemberName.AuthorizationSignedResponseAlg, metadata.AuthorizationSignedResponseAlg),

            // Core §5.3.2: none means plain JSON, as does leaving it out.
            (MemberName.UserinfoSignedResponseAlg, metadata.UserinfoSignedResponseAlg == "none" ? null : metadata.UserinfoSignedResponseAlg),
        ];
        return chosen.Where(c => c.Algorithm is not (null or "ES256" or "RS256" or "PS256"))
            .Select(c => Rules.AlgorithmNotSupported.BrokenBy(c.Member));
    }

    private static IEnumerable<RuleViolation> Lives(ClientMetadata metadata, RegistrationContext context)
    {
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
