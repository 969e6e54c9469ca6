using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>How an app gets its tokens, and that the members about it fit together (RFC 7591 §2.1).</summary>
internal static class GrantRules
{
    private static readonly string[] Grants =
        [GrantTypeName.AuthorizationCode, GrantTypeName.RefreshToken, GrantTypeName.ClientCredentials];

    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
    {
        var method = metadata.TokenEndpointAuthMethod ?? ClientAuthMethod.Basic;
        if (!ClientAuthMethod.All.Contains(method))
        {
            yield return Rules.AuthMethodNotSupported.BrokenBy(MemberName.TokenEndpointAuthMethod);
        }

        if (metadata.ApplicationType is not (null or ApplicationType.Web or ApplicationType.Native))
        {
            yield return Rules.ApplicationTypeNotSupported.BrokenBy(MemberName.ApplicationTypeName);
        }

        foreach (var violation in GrantTypes(metadata.GrantTypes, method).Concat(ResponseTypes(metadata)))
        {
            yield return violation;
        }
    }

    private static IEnumerable<RuleViolation> GrantTypes(IReadOnlyList<string>? grants, string method)
    {
        if (grants is null)
        {
            yield break;
        }

        if (grants.Count == 0)
        {
            yield return Rules.GrantMissing.BrokenBy(MemberName.GrantTypes);
        }

        foreach (var (index, _) in grants.Index().Where(g => !Grants.Contains(g.Item)))
        {
            yield return Rules.GrantNotSupported.BrokenBy(MemberName.GrantTypes, index);
        }

        if (grants.Contains(GrantTypeName.RefreshToken) && !grants.Contains(GrantTypeName.AuthorizationCode))
        {
            yield return Rules.RefreshNeedsCode.BrokenBy(MemberName.GrantTypes);
        }

        if (grants.Contains(GrantTypeName.ClientCredentials) && method == ClientAuthMethod.None)
        {
            yield return Rules.MachineNeedsSecret.BrokenBy(MemberName.GrantTypes);
        }
    }

    private static IEnumerable<RuleViolation> ResponseTypes(ClientMetadata metadata)
    {
        var responses = metadata.ResponseTypes;
        if (responses is null)
        {
            yield break;
        }

        var unsupported = responses.Index().Where(r => r.Item != ResponseType.Code).ToList();
        foreach (var (index, _) in unsupported)
        {
            yield return Rules.ResponseNotSupported.BrokenBy(MemberName.ResponseTypes, index);
        }

        if (unsupported.Count == 0 && responses.Contains(ResponseType.Code) != RegistrationRules.HasCode(metadata))
        {
            yield return Rules.ResponseNeedsGrant.BrokenBy(MemberName.ResponseTypes);
        }
    }
}
