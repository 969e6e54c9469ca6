using AuthPortal.Protocol;

namespace AuthPortal.Hosting.Provisioning;

/// <summary>What must hold for the file's parts together, before anything is written.</summary>
internal static class ProvisioningRules
{
    private static readonly string[] GrantTypes =
        [GrantTypeName.AuthorizationCode, GrantTypeName.RefreshToken, GrantTypeName.ClientCredentials];

    /// <summary>The first problem as path and reason; null when there is none.</summary>
    public static (string Member, string Reason)? Problem(
        ProvisioningFile file,
        IReadOnlyList<ProvisionedClient> clients,
        ScopeSet known,
        IReadOnlySet<string> people)
        => ResourceProblem(file, known)
            ?? UserProblem(file)
            ?? Enumerable.Range(0, clients.Count)
                .Select(i => ClientProblem($"clients[{i}]", clients[i], known, people))
                .FirstOrDefault(p => p is not null);

    private static (string Member, string Reason)? ResourceProblem(ProvisioningFile file, ScopeSet known)
    {
        for (var i = 0; i < file.Resources.Count; i++)
        {
            var scopes = file.Resources[i].Scopes ?? [];
            if (scopes.FirstOrDefault(s => !known.Contains(s)) is { } unknown)
            {
                return ($"resources[{i}].scopes", $"the scope {unknown} is not defined");
            }
        }

        return null;
    }

    private static (string Member, string Reason)? UserProblem(ProvisioningFile file)
    {
        for (var i = 0; i < file.Users.Count; i++)
        {
            if (file.Users[i] is { UserName.Length: 0 } or { Email.Length: 0 } or { Password.Length: 0 })
            {
                return ($"users[{i}]", "userName, email and password must not be empty");
            }
        }

        return null;
    }

    private static (string Member, string Reason)? ClientProblem(
        string at,
        ProvisionedClient client,
        ScopeSet known,
        IReadOnlySet<string> people)
    {
        var metadata = client.Metadata;
        var method = metadata.TokenEndpointAuthMethod ?? ClientAuthMethod.Basic;
        if (client.Owner is { } owner && !people.Contains(owner.ToUpperInvariant()))
        {
            return ($"{at}.owner", $"no user is named {owner}");
        }

        if (!ClientAuthMethod.All.Contains(method))
        {
            return ($"{at}.token_endpoint_auth_method", $"it must be one of {string.Join(", ", ClientAuthMethod.All)}");
        }

        if (client.Secret is null != (method == ClientAuthMethod.None))
        {
            return ($"{at}.client_secret", "a client with a secret needs one, and one with method none has none");
        }

        if ((metadata.GrantTypes ?? []).FirstOrDefault(g => !GrantTypes.Contains(g)) is { } grant)
        {
            return ($"{at}.grant_types", $"{grant} is not supported");
        }

        return ScopeProblem(at, metadata, known)
            ?? UriProblem($"{at}.redirect_uris", metadata.RedirectUris, metadata.ApplicationType)
            ?? UriProblem($"{at}.post_logout_redirect_uris", metadata.PostLogoutRedirectUris, metadata.ApplicationType);
    }

    private static (string Member, string Reason)? ScopeProblem(string at, ClientMetadata metadata, ScopeSet known)
    {
        var scopes = ScopeSet.Parse(metadata.Scope);
        return scopes.FirstOrDefault(s => !known.Contains(s)) is { } unknown
            ? ($"{at}.scope", $"the scope {unknown} is not defined")
            : ScopeSet.Parse(metadata.OptionalScopes).FirstOrDefault(s => !scopes.Contains(s) || s == "openid") is { } odd
                ? ($"{at}.optional_scopes", $"{odd} can't be optional")
                : null;
    }

    private static (string Member, string Reason)? UriProblem(string at, IReadOnlyList<string>? uris, string? type)
    {
        for (var i = 0; i < (uris?.Count ?? 0); i++)
        {
            if (RedirectUri.Problem(uris![i], type) is { } problem)
            {
                return ($"{at}[{i}]", $"it can't be registered ({problem})");
            }
        }

        return null;
    }
}
