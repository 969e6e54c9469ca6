using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>What an app may ask for, and what a person may untick.</summary>
internal static class ScopeRules
{
    private const int Longest = 2000;
    private const string OpenId = "openid";

    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
    {
        if (IsMalformed(metadata.Scope))
        {
            return [Rules.ScopeMalformed.BrokenBy(MemberName.Scope)];
        }

        if (IsMalformed(metadata.OptionalScopes))
        {
            return [Rules.ScopeMalformed.BrokenBy(MemberName.OptionalScopes)];
        }

        return Known(metadata, context).Concat(Optional(metadata)).Concat(DetailTypes(metadata, context));
    }

    private static IEnumerable<RuleViolation> Known(ClientMetadata metadata, RegistrationContext context)
        => ScopeSet.Parse(metadata.Scope).Except(context.KnownScopes)
            .Select(name => Rules.ScopeUnknown.BrokenBy(MemberName.Scope, value: name));

    private static IEnumerable<RuleViolation> DetailTypes(ClientMetadata metadata, RegistrationContext context)
        => (metadata.AuthorizationDetailsTypes ?? []).Index().Where(t => !context.DetailTypes.Contains(t.Item))
            .Select(t => Rules.DetailTypeUnknown.BrokenBy(MemberName.AuthorizationDetailsTypes, t.Index));

    private static IEnumerable<RuleViolation> Optional(ClientMetadata metadata)
    {
        var optional = ScopeSet.Parse(metadata.OptionalScopes);
        if (optional.Contains(OpenId))
        {
            yield return Rules.OptionalOpenId.BrokenBy(MemberName.OptionalScopes);
        }

        foreach (var name in optional.Except(ScopeSet.Parse(metadata.Scope)).Where(name => name != OpenId))
        {
            yield return Rules.OptionalNotInScope.BrokenBy(MemberName.OptionalScopes, value: name);
        }
    }

    private static bool IsMalformed(string? scopes)
        => scopes is not null && (scopes.Length > Longest || !ScopeSet.IsWellFormed(scopes));
}
