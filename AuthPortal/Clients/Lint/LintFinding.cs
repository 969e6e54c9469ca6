using AuthPortal.Protocol;

namespace AuthPortal.Clients.Lint;

/// <summary>Something in an app's registration that will hurt some day, and its mend.</summary>
/// <param name="Rule">What.</param>
/// <param name="Source">Where it is written; null for advice of this server's own.</param>
/// <param name="Value">What it is about: an address, a scope, a secret's hint.</param>
public sealed record LintFinding(LintRule Rule, string? Source, string Value)
{
    /// <summary>The registration as one click would make it; null when a person has to think.</summary>
    public ClientMetadata? Mended { get; init; }

    /// <summary>The secret that one click would revoke.</summary>
    public Guid? SecretId { get; init; }
}

/// <summary>What the lint looks for.</summary>
public enum LintRule
{
    LocalRedirect,
    HttpRedirect,
    ImplicitInUse,
    PasswordInUse,
    PkceMissing,
    ScopeUnused,
    SecretEnding,
    SecretUnused,
}
