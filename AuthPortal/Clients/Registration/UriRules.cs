using System.Globalization;
using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>Where the server may send people: after signing in and after signing out.</summary>
internal static class UriRules
{
    private const int Most = 20;

    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
    {
        var missing = RegistrationRules.HasCode(metadata) && metadata.RedirectUris is not { Count: > 0 };
        return (missing ? [Rules.RedirectMissing.BrokenBy(MemberName.RedirectUris)] : Array.Empty<RuleViolation>())
            .Concat(Each(MemberName.RedirectUris, metadata.RedirectUris, metadata.ApplicationType))
            .Concat(Implicit(metadata))
            .Concat(Each(
                MemberName.PostLogoutRedirectUris,
                metadata.PostLogoutRedirectUris,
                metadata.ApplicationType));
    }

    /// <summary>A token in an address that any program of the device may listen at is anybody's.</summary>
    private static IEnumerable<RuleViolation> Implicit(ClientMetadata metadata)
        => metadata.GrantTypes?.Contains(GrantTypeName.Implicit) == true && metadata.ApplicationType != ApplicationType.Native
            ? (metadata.RedirectUris ?? []).Index()
                .Where(u => u.Item is { } uri
                    && RedirectUri.Problem(uri, metadata.ApplicationType) is null
                    && (RedirectUri.IsLocal(uri) || !KeyRules.IsHttps(uri)))
                .Select(u => Rules.ImplicitNeedsHttps.BrokenBy(MemberName.RedirectUris, u.Index))
            : [];

    private static IEnumerable<RuleViolation> Each(string member, IReadOnlyList<string>? uris, string? applicationType)
    {
        if (uris is null)
        {
            yield break;
        }

        if (uris.Count > Most)
        {
            yield return Rules.TooMany.BrokenBy(member, value: Most.ToString(CultureInfo.CurrentCulture));
            yield break;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < uris.Count; i++)
        {
            // JSON may hold a null where a string belongs.
            var uri = uris[i] ?? string.Empty;
            if (RedirectUri.Problem(uri, applicationType) is { } problem)
            {
                yield return Of(problem).BrokenBy(member, i);
            }
            else if (!seen.Add(uri))
            {
                yield return Rules.Duplicate.BrokenBy(member, i);
            }
        }
    }

    private static Rule Of(RedirectUriProblem problem) => problem switch
    {
        RedirectUriProblem.TooLong => Rules.UriTooLong,
        RedirectUriProblem.BadCharacter => Rules.UriBadCharacter,
        RedirectUriProblem.NotAbsolute => Rules.UriNotAbsolute,
        RedirectUriProblem.Fragment => Rules.UriFragment,
        RedirectUriProblem.UserInfo => Rules.UriUserInfo,
        RedirectUriProblem.Wildcard => Rules.UriWildcard,
        RedirectUriProblem.PlainHttp => Rules.UriPlainHttp,
        RedirectUriProblem.DangerousScheme => Rules.UriDangerousScheme,
        RedirectUriProblem.SchemeWithoutDomain => Rules.UriSchemeWithoutDomain,
        RedirectUriProblem.SchemeNeedsNative => Rules.UriSchemeNeedsNative,
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "Unknown problem."),
    };
}
