using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Clients;

/// <summary>What would make a failed request work: one more value in the app's registration.</summary>
/// <param name="Kind">What is added.</param>
/// <param name="Value">As it was sent.</param>
/// <param name="Metadata">The registration with it; the rules have yet to agree.</param>
public sealed record RegistrationMend(MendKind Kind, string Value, ClientMetadata Metadata)
{
    /// <summary>Null when registering something is no mend, or when not all is known of what was sent.</summary>
    public static RegistrationMend? Of(ClientError error, ClientMetadata current)
    {
        if (error is not { SentIsWhole: true, Sent: { } sent }
            || !Enum.TryParse<ErrorReason>(error.Reason, out var reason))
        {
            return null;
        }

        return reason switch
        {
            ErrorReason.RedirectUriUnregistered => new(
                MendKind.Uri, sent, current with { RedirectUris = With(current.RedirectUris, sent) }),
            ErrorReason.LogoutUriUnregistered => new(
                MendKind.Uri,
                sent,
                current with { PostLogoutRedirectUris = With(current.PostLogoutRedirectUris, sent) }),
            ErrorReason.ScopeUnregistered => OfScope(error, current, ScopeSet.Parse(sent)),
            ErrorReason.GrantTypeUnregistered => new(
                MendKind.Grant,
                sent,
                current with { GrantTypes = With(current.GrantTypes ?? [GrantTypeName.AuthorizationCode], sent) }),
            _ => null,
        };
    }

    /// <summary>A client that acts for itself can't have the scopes of a person, registered or not.</summary>
    private static RegistrationMend? OfScope(ClientError error, ClientMetadata current, ScopeSet sent)
    {
        var registered = ScopeSet.Parse(current.Scope);
        var missing = sent.Except(registered);
        var hopeless = error.Request.GetValueOrDefault("grant_type") == GrantTypeName.ClientCredentials
            && sent.Intersect(ScopeCatalog.Standard).Count > 0;
        return missing.Count == 0 || hopeless
            ? null
            : new(MendKind.Scope, missing.ToString(), current with { Scope = registered.Union(missing).ToString() });
    }

    private static string[] With(IReadOnlyList<string>? values, string one)
        => values?.Contains(one, StringComparer.Ordinal) == true ? [.. values] : [.. values ?? [], one];
}

/// <summary>What a mend adds to a registration.</summary>
public enum MendKind
{
    Uri,
    Scope,
    Grant,
}
