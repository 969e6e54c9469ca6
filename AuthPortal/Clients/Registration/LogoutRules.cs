using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>
/// Where an app is told to sign somebody in (OpenID Connect Core §4), and that somebody signed out (Back-Channel Logout
/// §2.2, Front-Channel Logout §2).
/// </summary>
internal static class LogoutRules
{
    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
    {
        if (metadata.InitiateLoginUri is { } login && !KeyRules.IsHttps(login))
        {
            yield return Rules.LinkNotHttps.BrokenBy(MemberName.InitiateLoginUri);
        }

        if (metadata.BackchannelLogoutUri is { } back && !KeyRules.IsHttps(back))
        {
            yield return Rules.LinkNotHttps.BrokenBy(MemberName.BackchannelLogoutUri);
        }

        if (metadata.FrontchannelLogoutUri is not { } front)
        {
            yield break;
        }

        if (!KeyRules.IsHttps(front))
        {
            yield return Rules.LinkNotHttps.BrokenBy(MemberName.FrontchannelLogoutUri);
        }
        else if (!(metadata.RedirectUris ?? []).Any(uri => OriginOf(uri) == OriginOf(front)))
        {
            yield return Rules.LogoutOrigin.BrokenBy(MemberName.FrontchannelLogoutUri);
        }
    }

    private static string? OriginOf(string? uri)
        => Uri.TryCreate(uri, UriKind.Absolute, out var parsed) ? parsed.GetLeftPart(UriPartial.Authority) : null;
}
