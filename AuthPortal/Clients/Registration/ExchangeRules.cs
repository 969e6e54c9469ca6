using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>Grants in which a client speaks for people: token exchange (RFC 8693) and JWT bearer (RFC 7523).</summary>
internal static class ExchangeRules
{
    private const int MostTargets = 50;

    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, string method, RegistrationContext context)
    {
        var exchanges = Has(metadata, GrantTypeName.TokenExchange);
        var vouches = Has(metadata, GrantTypeName.JwtBearer);
        if ((exchanges || vouches) && method == ClientAuthMethod.None)
        {
            yield return Rules.GrantNeedsProof.BrokenBy(MemberName.GrantTypes);
        }

        if (vouches && metadata.Jwks is null && metadata.JwksUri is null)
        {
            yield return Rules.VouchingNeedsKeys.BrokenBy(MemberName.Jwks);
        }

        var targets = metadata.TokenExchangeAudiences ?? [];
        if (exchanges && targets.Count == 0)
        {
            yield return Rules.ExchangeNeedsTargets.BrokenBy(MemberName.TokenExchangeAudiences);
        }

        if (targets.Count > MostTargets)
        {
            yield return Rules.TooMany.BrokenBy(MemberName.TokenExchangeAudiences, value: $"{MostTargets}");
        }

        if (!context.IsAdministrator && targets.Except(context.Current?.TokenExchangeAudiences ?? [], StringComparer.Ordinal).Any())
        {
            yield return Rules.AdministratorOnly.BrokenBy(MemberName.TokenExchangeAudiences);
        }

        if (!context.IsAdministrator
            && metadata.TokenExchangeImpersonation == true
            && context.Current?.TokenExchangeImpersonation != true)
        {
            yield return Rules.AdministratorOnly.BrokenBy(MemberName.TokenExchangeImpersonation);
        }
    }

    private static bool Has(ClientMetadata metadata, string grant) => metadata.GrantTypes?.Contains(grant) == true;
}
