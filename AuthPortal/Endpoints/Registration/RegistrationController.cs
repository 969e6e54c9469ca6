using System.Globalization;
using AuthPortal.Clients;
using AuthPortal.Clients.Registration;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Registration;

/// <summary>The client registration endpoint, RFC 7591 §3, and the management of a client by itself, RFC 7592 §2.</summary>
[IgnoreAntiforgeryToken]
public sealed class RegistrationController(
    SelfRegistration clients,
    ClientRegistry registry,
    RegistrationLimits limits,
    BearerTokenReader bearer,
    Issuer issuer,
    IOptions<OAuthOptions> options) : ControllerBase
{
    private const string Client = RegistrationMetadata.Path + "/{clientId}";

    private static readonly OAuthError WrongToken = OAuthError.InvalidToken(
        "The registration access token is not that of this client.").Because(ErrorReason.RegistrationTokenWrong);

    private string Policy => options.Value.DynamicRegistration;

    private CancellationToken Aborted => HttpContext.RequestAborted;

    /// <summary>Of the path itself: what is bound could come from a form, or be lost to a broken one.</summary>
    private string ClientId => RouteData.Values["clientId"] as string ?? string.Empty;

    [HttpPost(RegistrationMetadata.Path)]
    public async Task<IActionResult> RegisterAsync()
    {
        if (Policy == RegistrationPolicy.Off)
        {
            return NotFound();
        }

        if (limits.Wait(HttpContext) is { } wait)
        {
            Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return new OAuthErrorResult(new OAuthError(
                "temporarily_unavailable", "Too many registrations from this address.", StatusCodes.Status429TooManyRequests));
        }

        var sent = await ClientMetadataReader.ReadAsync(Request, Aborted);
        if (!sent.IsOk)
        {
            return new OAuthErrorResult(sent.Error);
        }

        if (Policy == RegistrationPolicy.Token && !await HasInitialTokenAsync())
        {
            return new BearerErrorResult(OAuthError.InvalidToken("An initial access token is required."));
        }

        return Answer(
            await clients.RegisterAsync(sent.Value.Metadata, Policy, Aborted), StatusCodes.Status201Created);
    }

    [HttpGet(Client)]
    public async Task<IActionResult> ReadAsync()
        => await FindAsync() is { } known ? Answer(known) : new BearerErrorResult(WrongToken);

    [HttpPut(Client)]
    public async Task<IActionResult> ChangeAsync()
    {
        if (await FindAsync() is not { } known)
        {
            return new BearerErrorResult(WrongToken);
        }

        var sent = await ClientMetadataReader.ReadAsync(Request, Aborted);
        if (!sent.IsOk)
        {
            return new OAuthErrorResult(sent.Error);
        }

        // RFC 7592 §2.2: the request names the client that it changes, and must not choose its secret.
        if (sent.Value.ClientId != ClientId
            || (sent.Value.ClientSecret is { } secret && !await clients.HoldsSecretAsync(ClientId, secret, Aborted)))
        {
            return new OAuthErrorResult(new OAuthError(
                "invalid_client_metadata", "client_id must be that of the client, and client_secret its own or left out.")
                    .Because(ErrorReason.MetadataRefused));
        }

        return Answer(await clients.ChangeAsync(known, sent.Value.Metadata, Policy, Aborted));
    }

    [HttpDelete(Client)]
    public async Task<IActionResult> DeleteAsync()
    {
        if (await FindAsync() is null)
        {
            return new BearerErrorResult(WrongToken);
        }

        await clients.DeleteAsync(ClientId, Aborted);
        Response.Headers.CacheControl = "no-store";
        return NoContent();
    }

    private async Task<SelfRegistrationOutcome.Done?> FindAsync()
    {
        RequestFacts.Of(HttpContext).ClientId = ClientId;
        _ = await registry.FindStoredAsync(ClientId, Aborted);
        return await TokenAsync() is { } token ? await clients.FindAsync(ClientId, token, Aborted) : null;
    }

    private async Task<bool> HasInitialTokenAsync()
        => await TokenAsync() is { } token && await clients.SpendInitialTokenAsync(token, Aborted);

    private async Task<string?> TokenAsync()
    {
        var presented = await bearer.ReadAsync(Request, Aborted);
        return presented is { IsOk: true, Value: { IsDpop: false, Value: { } token } } ? token : null;
    }

    private IActionResult Answer(SelfRegistrationOutcome outcome, int status = StatusCodes.Status200OK)
        => outcome switch
        {
            SelfRegistrationOutcome.Done done => new JsonAnswer(ClientInformation.Of(done, issuer), status),
            SelfRegistrationOutcome.Refused { Violation: var broken }
                => new OAuthErrorResult(new OAuthError(broken.Code, broken.Description)
                    .Because(ErrorReason.MetadataRefused)),
            _ => throw new InvalidOperationException("Every outcome is listed."),
        };
}
