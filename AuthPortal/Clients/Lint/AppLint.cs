using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Clients.Lint;

/// <summary>Looks over an app's registration: a pure function of what is known of it.</summary>
public static class AppLint
{
    /// <summary>A secret that ends sooner is told of.</summary>
    public static readonly TimeSpan Ending = TimeSpan.FromDays(14);

    /// <summary>What nobody used for so long is not needed.</summary>
    public static readonly TimeSpan Unused = TimeSpan.FromDays(90);

    private static readonly Func<LintFacts, IEnumerable<LintFinding>>[] All =
        [Redirects, LegacyGrants, Pkce, Scopes, SecretsEnding, SecretsUnused];

    public static IReadOnlyList<LintFinding> Check(LintFacts facts) => [.. All.SelectMany(check => check(facts))];

    /// <summary>A web app in production that still sends people to the developer's own machine.</summary>
    private static IEnumerable<LintFinding> Redirects(LintFacts facts)
    {
        var (metadata, uris) = (facts.Metadata, facts.Metadata.RedirectUris ?? []);
        var isNative = metadata.ApplicationType == ApplicationType.Native;
        foreach (var uri in uris)
        {
            var local = RedirectUri.IsLocal(uri);
            if (local && !isNative && uris.Any(u => !RedirectUri.IsLocal(u)))
            {
                yield return new LintFinding(LintRule.LocalRedirect, "RFC 8252 §8.3", uri)
                {
                    Mended = metadata with { RedirectUris = [.. uris.Where(u => u != uri)] },
                };
            }
            else if (!local && uri.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            {
                var secure = string.Concat("https", uri.AsSpan("http".Length));
                yield return new LintFinding(LintRule.HttpRedirect, "RFC 9700 §2.6", uri)
                {
                    Mended = metadata with { RedirectUris = [.. uris.Select(u => u == uri ? secure : u).Distinct()] },
                };
            }
        }
    }

    private static IEnumerable<LintFinding> LegacyGrants(LintFacts facts)
    {
        var metadata = facts.Metadata;
        if (metadata.GrantTypes?.Contains(GrantTypeName.Implicit) == true)
        {
            yield return new LintFinding(LintRule.ImplicitInUse, "RFC 9700 §2.1.2", GrantTypeName.Implicit)
            {
                Mended = metadata with
                {
                    GrantTypes = Without(metadata.GrantTypes, GrantTypeName.Implicit),
                    ResponseTypes = [.. (metadata.ResponseTypes ?? []).Where(r => r == ResponseType.Code)],
                },
            };
        }

        if (metadata.GrantTypes?.Contains(GrantTypeName.Password) == true)
        {
            yield return new LintFinding(LintRule.PasswordInUse, "RFC 9700 §2.4", GrantTypeName.Password)
            {
                Mended = metadata with { GrantTypes = Without(metadata.GrantTypes, GrantTypeName.Password) },
            };
        }
    }

    private static IEnumerable<LintFinding> Pkce(LintFacts facts)
        => facts.Metadata.RequirePkce == false
            ?
            [
                new LintFinding(LintRule.PkceMissing, "RFC 9700 §2.1.1", "require_pkce")
                {
                    Mended = facts.Metadata with { RequirePkce = null },
                },
            ]
            : [];

    /// <summary>Only once people have used the app long enough to tell.</summary>
    private static IEnumerable<LintFinding> Scopes(LintFacts facts)
    {
        if (facts.UsedScopes.Count == 0 || facts.Now - facts.CreatedAt < Unused)
        {
            yield break;
        }

        var registered = ScopeSet.Parse(facts.Metadata.Scope);
        var unused = registered.Except(facts.UsedScopes);
        if (unused.Count > 0)
        {
            yield return new LintFinding(LintRule.ScopeUnused, "RFC 9700 §2.3", unused.ToString())
            {
                Mended = facts.Metadata with
                {
                    Scope = registered.Except(unused).ToString(),
                    OptionalScopes = ScopeSet.Parse(facts.Metadata.OptionalScopes).Except(unused).ToString(),
                },
            };
        }
    }

    /// <summary>Nothing is said once a secret that lasts longer stands beside it.</summary>
    private static IEnumerable<LintFinding> SecretsEnding(LintFacts facts)
    {
        var soon = facts.Now + Ending;
        var live = facts.Secrets.Where(s => s.ExpiresAt is null || s.ExpiresAt > facts.Now).ToList();
        return live.TrueForAll(s => s.ExpiresAt <= soon)
            ? live.Select(s => new LintFinding(LintRule.SecretEnding, Source: null, s.Hint))
            : [];
    }

    /// <summary>Never the last one.</summary>
    private static IEnumerable<LintFinding> SecretsUnused(LintFacts facts)
    {
        var live = facts.Secrets.Where(s => s.ExpiresAt is null || s.ExpiresAt > facts.Now).ToList();
        return live.Count < 2
            ? []
            : live.Where(s => facts.Now - (s.LastUsedAt ?? s.CreatedAt) >= Unused)
                .Select(s => new LintFinding(LintRule.SecretUnused, Source: null, s.Hint) { SecretId = s.Id });
    }

    private static string[] Without(IReadOnlyList<string> grants, string one) => [.. grants.Where(g => g != one)];
}

/// <summary>What the lint looks at.</summary>
/// <param name="Metadata">The registration.</param>
/// <param name="CreatedAt">When the app was registered.</param>
/// <param name="UsedScopes">Those that somebody allowed; empty when nobody allowed the app anything.</param>
/// <param name="Secrets">All of them.</param>
/// <param name="Now">The time.</param>
public sealed record LintFacts(
    ClientMetadata Metadata,
    DateTimeOffset CreatedAt,
    ScopeSet UsedScopes,
    IReadOnlyList<ClientSecret> Secrets,
    DateTimeOffset Now);
