using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// Whose business an access token is: of the client that it was issued to, of one that is its audience, and of those
/// that the server's operator set up, which may be APIs. To others it does not exist (RFC 7662 §4).
/// </summary>
public static class TokenVisibility
{
    public static bool IsVisibleTo(this LiveAccessToken token, RegisteredClient client)
        => token.ClientId == client.Id
            || token.Audience.Contains(client.Id)
            || client.Source is ClientSource.Provisioning or ClientSource.Demo;
}
