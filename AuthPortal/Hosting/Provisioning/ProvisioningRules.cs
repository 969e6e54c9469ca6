using AuthPortal.Clients.Registration;
using AuthPortal.Protocol;

namespace AuthPortal.Hosting.Provisioning;

/// <summary>
/// What must hold for the file's parts together, before anything is written. What an app may be is said by the same
/// rules as for the form and for registration over HTTP.
/// </summary>
internal static class ProvisioningRules
{
    /// <summary>The first problem as path and reason; null when there is none.</summary>
    public static (string Member, string Reason)? Problem(
        ProvisioningFile file,
        IReadOnlyList<ProvisionedClient> clients,
        RegistrationContext rules,
        IReadOnlySet<string> people)
        => First(file.Scopes, "scopes", ScopeProblem)
            ?? First(file.Resources, "resources", (at, resource) => ResourceProblem(at, resource, rules.KnownScopes))
            ?? First(file.InitialAccessTokens, "initialAccessTokens", TokenProblem)
            ?? First(file.Users, "users", UserProblem)
            ?? First(clients, "clients", (at, client) => ClientProblem(at, client, people)
                ?? MetadataProblem(at, client.Metadata, rules))
            ?? Repeated(file.Scopes.Select(s => s.Name), "scopes", "name")
            ?? Repeated(file.Resources.Select(r => r.Identifier), "resources", "identifier")
            ?? Repeated(file.AuthorizationDetailTypes.Select(t => t.Type), "authorizationDetailTypes", "type")
            ?? Repeated(file.Users.Select(u => u.UserName.ToUpperInvariant()), "users", "userName")
            ?? Repeated(file.Users.Select(u => u.Email.ToUpperInvariant()), "users", "email")
            ?? Repeated(clients.Select(c => c.Id), "clients", "client_id");

    /// <summary>An address is one person's, those included whom the file does not name.</summary>
    /// <param name="file">What is applied.</param>
    /// <param name="stored">Normalized user names and addresses.</param>
    public static (string Member, string Reason)? TakenAddress(
        ProvisioningFile file,
        IEnumerable<(string UserName, string? Email)> stored)
    {
        var named = file.Users.Select(u => u.UserName.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
        var taken = stored.Where(s => !named.Contains(s.UserName)).Select(s => s.Email).ToHashSet(StringComparer.Ordinal);
        return file.Users.Index().Where(user => taken.Contains(user.Item.Email.ToUpperInvariant()))
            .Select(user => ((string, string)?)($"users[{user.Index}].email", "somebody else has this address"))
            .FirstOrDefault();
    }

    private static (string Member, string Reason)? First<T>(
        IReadOnlyList<T> items,
        string list,
        Func<string, T, (string Member, string Reason)?> problem)
        => Enumerable.Range(0, items.Count)
            .Select(i => problem($"{list}[{i}]", items[i]))
            .FirstOrDefault(found => found is not null);

    private static (string Member, string Reason)? Repeated(IEnumerable<string> names, string list, string member)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names.Index().Where(name => !seen.Add(name.Item))
            .Select(name => ((string, string)?)($"{list}[{name.Index}].{member}", "an earlier one has the same"))
            .FirstOrDefault();
    }

    private static (string Member, string Reason)? ScopeProblem(string at, ProvisionedScope scope)
        => scope.Name.Length == 0 || scope.Name.Contains(' ', StringComparison.Ordinal)
            || !ScopeSet.IsWellFormed(scope.Name)
                ? ($"{at}.name", "it must be one scope of RFC 6749 §3.3, without spaces or quotes")
                : null;

    private static (string Member, string Reason)? TokenProblem(string at, ProvisionedInitialToken token)
        => token switch
        {
            { Token.Length: < 32 } => ($"{at}.token", "it must have 32 characters or more"),
            { Uses: < 1 } => ($"{at}.uses", "it must be 1 or more"),
            { ExpiresInDays: < 1 or > 3650 } => ($"{at}.expiresInDays", "it must be from 1 to 3650"),
            _ => null,
        };

    private static (string Member, string Reason)? ResourceProblem(
        string at,
        ProvisionedResource resource,
        ScopeSet known)
        => (resource.Scopes ?? []).FirstOrDefault(s => !known.Contains(s)) is { } unknown
            ? ($"{at}.scopes", $"the scope {unknown} is not defined")
            : null;

    private static (string Member, string Reason)? UserProblem(string at, ProvisionedUser user)
        => user is { UserName.Length: 0 } or { Email.Length: 0 } or { Password.Length: 0 }
            ? (at, "userName, email and password must not be empty")
            : null;

    private static (string Member, string Reason)? ClientProblem(
        string at,
        ProvisionedClient client,
        IReadOnlySet<string> people)
    {
        if (client.Id.Length == 0 || client.Id.Any(c => c is < ' ' or > '~'))
        {
            return ($"{at}.client_id", "it must be printable ASCII (RFC 6749 §2.2)");
        }

        if (client.Owner is { } owner && !people.Contains(owner.ToUpperInvariant()))
        {
            return ($"{at}.owner", $"no user is named {owner}");
        }

        var hasNone = !ClientAuthMethod.UsesSecret(client.Metadata.TokenEndpointAuthMethod);
        return string.IsNullOrEmpty(client.Secret) != hasNone
            ? ($"{at}.client_secret", "a client with a secret needs one, and one with method none has none")
            : null;
    }

    /// <summary>Whoever writes the file runs the server, so it may set what an administrator may.</summary>
    private static (string Member, string Reason)? MetadataProblem(string at, ClientMetadata metadata, RegistrationContext rules)
        => RegistrationRules.Check(metadata, rules) is [{ } broken, ..]
            ? ($"{at}.{broken.Place}", $"{Sentence(broken)} ({broken.Source})")
            : null;

    /// <summary>What is wrong, without the name of the member.</summary>
    internal static string Sentence(RuleViolation broken)
        => broken.Description[broken.Place.Length..].Trim().TrimEnd('.')
            + (broken.Value is { } value ? $": {value}" : string.Empty);
}
