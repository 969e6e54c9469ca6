using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>
/// The profile <c>fapi2</c>: what a client of the FAPI 2.0 security profile must be (§5.3.2 and §5.3.3). What it must do
/// with each request is checked where the request arrives.
/// </summary>
internal static class FapiRules
{
    private static readonly string[] Methods =
        [ClientAuthMethod.PrivateKeyJwt, ClientAuthMethod.Tls, ClientAuthMethod.SelfSignedTls];

    private static readonly string[] Grants =
    [
        GrantTypeName.AuthorizationCode, GrantTypeName.RefreshToken, GrantTypeName.ClientCredentials,
    ];

    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
    {
        if (metadata.Profile is null)
        {
            return [];
        }

        return metadata.Profile == ClientMetadata.FapiProfile
            ? Proof(metadata).Concat(Places(metadata))
            : [Rules.ProfileUnknown.BrokenBy(MemberName.Profile)];
    }

    private static IEnumerable<RuleViolation> Proof(ClientMetadata metadata)
    {
        if (!Methods.Contains(metadata.TokenEndpointAuthMethod))
        {
            yield return Rules.FapiNeedsKeys.BrokenBy(MemberName.TokenEndpointAuthMethod);
        }

        if (metadata.DpopBoundAccessTokens != true && metadata.TlsClientCertificateBoundAccessTokens != true)
        {
            yield return Rules.FapiNeedsBinding.BrokenBy(MemberName.DpopBoundAccessTokens);
        }

        (string Member, string? Algorithm)[] algorithms =
        [
            (MemberName.IdTokenSignedResponseAlg, metadata.IdTokenSignedResponseAlg),
            (MemberName.AuthorizationSignedResponseAlg, metadata.AuthorizationSignedResponseAlg),
            (MemberName.TokenEndpointAuthSigningAlg, metadata.TokenEndpointAuthSigningAlg),
            (MemberName.RequestObjectSigningAlg, metadata.RequestObjectSigningAlg),
            (MemberName.AccessTokenSignedResponseAlg, metadata.AccessTokenSignedResponseAlg),
            (MemberName.IntrospectionSignedResponseAlg, metadata.IntrospectionSignedResponseAlg),
            // Here none is no signature but plain JSON (Core §5.3.2).
            (MemberName.UserinfoSignedResponseAlg, metadata.UserinfoSignedResponseAlg == "none" ? null : metadata.UserinfoSignedResponseAlg),
        ];
        foreach (var (member, _) in algorithms.Where(a => a.Algorithm is "RS256" or "none"))
        {
            yield return Rules.FapiAlgorithm.BrokenBy(member);
        }
    }

    private static IEnumerable<RuleViolation> Places(ClientMetadata metadata)
    {
        if (metadata.RequirePkce == false)
        {
            yield return Rules.PublicNeedsPkce.BrokenBy(MemberName.RequirePkce);
        }

        foreach (var (index, _) in (metadata.GrantTypes ?? []).Index().Where(g => !Grants.Contains(g.Item)))
        {
            yield return Rules.GrantNotSupported.BrokenBy(MemberName.GrantTypes, index);
        }

        foreach (var (index, _) in (metadata.RedirectUris ?? []).Index().Where(u => !KeyRules.IsHttps(u.Item)))
        {
            yield return Rules.FapiNeedsHttps.BrokenBy(MemberName.RedirectUris, index);
        }
    }
}
