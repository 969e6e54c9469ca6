using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>How an app gets its tokens, and that the members about it fit together (RFC 7591 §2.1).</summary>
internal static class GrantRules
{
    private static readonly string[] Grants =
    [
        GrantTypeName.AuthorizationCode, GrantTypeName.RefreshToken, GrantTypeName.ClientCredentials,
        GrantTypeName.DeviceCode, GrantTypeName.TokenExchange, GrantTypeName.JwtBearer,
    ];

    /// <summary>Only while the server has them on.</summary>
    private static readonly string[] LegacyGrants = [GrantTypeName.Implicit, GrantTypeName.Password];

    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
    {
        var method = metadata.TokenEndpointAuthMethod ?? ClientAuthMethod.Basic;
        if (!ClientAuthMethod.All.Contains(method) && !ClientAuthMethod.MutualTls.Contains(method))
        {
            yield return Rules.AuthMethodNotSupported.BrokenBy(MemberName.TokenEndpointAuthMethod);
        }

        if (metadata.ApplicationType is not (null or ApplicationType.Web or ApplicationType.Native))
        {
            yield return Rules.ApplicationTypeNotSupported.BrokenBy(MemberName.ApplicationTypeName);
        }

        if (metadata.RequirePkce == false && method == ClientAuthMethod.None)
        {
            yield return Rules.PublicNeedsPkce.BrokenBy(MemberName.RequirePkce);
        }

        foreach (var violation in ExchangeRules.Check(metadata, method, context))
        {
            yield return violation;
        }

        foreach (var violation in GrantTypes(metadata.GrantTypes, method, context).Concat(ResponseTypes(metadata, context)))
        {
            yield return violation;
        }
    }

    private static IEnumerable<RuleViolation> GrantTypes(
        IReadOnlyList<string>? grants,
        string method,
        RegistrationContext context)
    {
        if (grants is null)
        {
            yield break;
        }

        if (grants.Count == 0)
        {
            yield return Rules.GrantMissing.BrokenBy(MemberName.GrantTypes);
        }

        foreach (var (index, _) in grants.Index().Where(g => !IsOffered(g.Item, context)))
        {
            yield return Rules.GrantNotSupported.BrokenBy(MemberName.GrantTypes, index);
        }

        if (grants.Contains(GrantTypeName.RefreshToken)
            && !grants.Any(g => g is GrantTypeName.AuthorizationCode or GrantTypeName.DeviceCode or GrantTypeName.Password))
        {
            yield return Rules.RefreshNeedsCode.BrokenBy(MemberName.GrantTypes);
        }

        if (grants.Contains(GrantTypeName.ClientCredentials) && method == ClientAuthMethod.None)
        {
            yield return Rules.MachineNeedsSecret.BrokenBy(MemberName.GrantTypes);
        }
    }

    private static bool IsOffered(string? grant, RegistrationContext context)
        => grant is not null && (Grants.Contains(grant) || (context.LegacyGrants && LegacyGrants.Contains(grant)));

    private static IEnumerable<RuleViolation> ResponseTypes(ClientMetadata metadata, RegistrationContext context)
    {
        var responses = metadata.ResponseTypes;
        if (responses is null)
        {
            yield break;
        }

        var unsupported = responses.Index().Where(r => !IsOffered(ResponseType.Parse(r.Item), r.Item, context)).ToList();
        foreach (var (index, _) in unsupported)
        {
            yield return Rules.ResponseNotSupported.BrokenBy(MemberName.ResponseTypes, index);
        }

        var known = responses.Select(ResponseType.Parse).OfType<ResponseType>().ToList();
        if (unsupported.Count == 0 && !Match(known, metadata))
        {
            yield return Rules.ResponseNeedsGrant.BrokenBy(MemberName.ResponseTypes);
        }
    }

    /// <summary>In the one spelling that is registered, so that requests can be compared with it.</summary>
    private static bool IsOffered(ResponseType? response, string? text, RegistrationContext context)
        => response is not null
            && response.ToString() == text
            && (context.LegacyGrants || !response.IsFrontChannel);

    /// <summary>RFC 7591 §2.1: a response type that no grant backs is worth nothing, and the other way round.</summary>
    private static bool Match(List<ResponseType> responses, ClientMetadata metadata)
        => responses.Exists(r => r.HasCode) == RegistrationRules.HasCode(metadata)
            && responses.Exists(r => r.IsFrontChannel)
                == (metadata.GrantTypes?.Contains(GrantTypeName.Implicit) == true);
}
