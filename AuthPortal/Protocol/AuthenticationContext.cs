namespace AuthPortal.Protocol;

/// <summary>
/// The <c>acr</c> values of this server, OpenID Connect Core §2, weakest first: how sure it is who is there.
/// </summary>
public static class AuthenticationContext
{
    /// <summary>One factor that can be stolen.</summary>
    public const string Password = "urn:authportal:acr:pwd";

    /// <summary>Two factors.</summary>
    public const string MultiFactor = "urn:authportal:acr:mfa";

    /// <summary>A factor that can't be phished, OpenID Extended Authentication Profile §2.</summary>
    public const string PhishingResistant = "phr";

    private static readonly string[] All = [Password, MultiFactor, PhishingResistant];

    /// <summary>All that can be asked for, weakest first.</summary>
    public static IReadOnlyList<string> Values => All;

    /// <summary>
    /// What these methods (RFC 8176) amount to. A key without a second factor of its own (a PIN, a finger) is one that
    /// can be stolen.
    /// </summary>
    public static string Of(IReadOnlyCollection<string> methods)
        => !methods.Contains("mfa") ? Password
            : methods.Contains("hwk") || methods.Contains("swk") ? PhishingResistant
            : MultiFactor;

    /// <summary>True when what was done is as good as one of those asked for; one that nobody knows asks too much.</summary>
    public static bool Meets(string done, IReadOnlyCollection<string> asked)
        => asked.Any(acr => RankOf(acr) is var wanted and >= 0 && wanted <= RankOf(done));

    private static int RankOf(string acr) => Array.IndexOf(All, acr);
}
