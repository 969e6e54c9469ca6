using System.Net.Http.Headers;
using System.Text;
using AuthPortal.Clients;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// Finds the one way in which a request names and proves its client, RFC 6749 §2.3: more than one is refused.
/// </summary>
public static class ClientCredentialsReader
{
    private static readonly OAuthError Malformed = OAuthError.InvalidClient(
        "The Authorization header must be one set of Basic credentials.").Because(ErrorReason.CredentialsMalformed);

    private static readonly OAuthError TwoWays =
        OAuthError.InvalidRequest("The client must not authenticate in two ways at once.")
            .Because(ErrorReason.AuthMethodsTwo);

    /// <summary>Proves nothing yet: the authenticator does.</summary>
    public static Result<ClientCredentials> Read(HttpRequest request, RequestParameters form)
    {
        var header = request.Headers.Authorization;
        if (header.Count == 0)
        {
            return FromForm(form);
        }

        if (form["client_secret"] is not null || form["client_assertion"] is not null)
        {
            return TwoWays;
        }

        return header.Count == 1 && ReadBasic(header.ToString()) is { } basic ? Agreeing(basic, form) : Malformed;
    }

    /// <summary>Who a request says that it is of, as far as that can be read; nothing is proven by that.</summary>
    public static string? Named(HttpRequest request, RequestParameters form)
        => form["client_id"]
            ?? (request.Headers.Authorization is [{ } header] ? ReadBasic(header)?.ClientId : null);

    private static Result<ClientCredentials> FromForm(RequestParameters form)
    {
        if (form["client_assertion"] is not null || form["client_assertion_type"] is not null)
        {
            return FromAssertion(form);
        }

        return form["client_secret"] is { } secret
            ? new ClientCredentials(form["client_id"], secret, ClientCredentialsSource.Post)
            : new ClientCredentials(form["client_id"], Secret: null, ClientCredentialsSource.None);
    }

    /// <summary>RFC 7521 §4.2: the assertion names its client; a client_id beside it must be the same.</summary>
    private static Result<ClientCredentials> FromAssertion(RequestParameters form)
    {
        if (form["client_secret"] is not null)
        {
            return TwoWays;
        }

        if (form["client_assertion"] is not { } assertion || form["client_assertion_type"] != ClientAssertions.Type)
        {
            return OAuthError.InvalidClient($"client_assertion must be sent with the type {ClientAssertions.Type}.")
                .Because(ErrorReason.AssertionRefused);
        }

        var clientId = ClientAssertions.ClientIdOf(assertion);
        return form["client_id"] is { } named && named != clientId
            ? OAuthError.InvalidClient("client_id is not the sub of client_assertion.")
                .Because(ErrorReason.ClientIdConflicts)
            : new ClientCredentials(clientId, assertion, ClientCredentialsSource.Assertion);
    }

    private static Result<ClientCredentials> Agreeing(ClientCredentials basic, RequestParameters form)
        => form["client_id"] is { } named && named != basic.ClientId
            ? OAuthError.InvalidRequest("client_id is not the client of the Authorization header.")
                .Because(ErrorReason.ClientIdConflicts)
            : basic;

    /// <summary>§2.3.1: identifier and secret are form-urlencoded before they are joined by a colon.</summary>
    private static ClientCredentials? ReadBasic(string header)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out var parsed)
            || !parsed.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            || parsed.Parameter is not { } parameter)
        {
            return null;
        }

        var octets = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, octets, out var length))
        {
            return null;
        }

        var pair = octets.AsSpan(0, length);
        var colon = pair.IndexOf((byte)':');
        if (colon <= 0 || Part(pair[..colon]) is not { } id || Part(pair[(colon + 1)..]) is not { } secret)
        {
            return null;
        }

        return new ClientCredentials(id, secret, ClientCredentialsSource.Basic);
    }

    /// <summary>
    /// Many clients skip the encoding. What can't have been encoded is taken as it stands, so that a secret with a
    /// percent sign works either way; null when it is not text.
    /// </summary>
    private static string? Part(ReadOnlySpan<byte> octets)
        => RequestParameters.Decode(octets)
            ?? (octets.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? null : Encoding.ASCII.GetString(octets));
}
