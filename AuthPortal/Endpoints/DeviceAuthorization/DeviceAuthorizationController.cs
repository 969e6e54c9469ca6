using System.Globalization;
using System.Text.Json.Nodes;
using AuthPortal.Endpoints.Http;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.DeviceAuthorization;

/// <summary>The device authorization endpoint, RFC 8628 §3.1: a device without a browser asks for codes.</summary>
[ClientEndpoint]
[IgnoreAntiforgeryToken]
public sealed class DeviceAuthorizationController(
    AuthenticatedRequestReader reader,
    AuthorizeRequestValidator validator,
    DeviceRequests devices,
    Issuer issuer) : ControllerBase
{
    [HttpPost(DeviceAuthorizationMetadata.Path)]
    public async Task<IActionResult> PostAsync()
    {
        var request = await reader.ReadAsync(Request, HttpContext.RequestAborted);
        if (!request.IsOk)
        {
            return new OAuthErrorResult(request.Error);
        }

        CrossOriginAnswers.Narrow(HttpContext, request.Value.Client);
        var parameters = AuthorizeParameters.OfDevice(request.Value.Form.Joined(), request.Value.Client.Id);
        var outcome = await validator.ValidateAsync(parameters, RequestOrigin.Device, HttpContext.RequestAborted);
        if (outcome is Rejection rejection)
        {
            return new OAuthErrorResult(rejection.Error);
        }

        var added = await devices.AddAsync(
            request.Value.Client,
            HttpContext.Connection.RemoteIpAddress?.ToString(),
            parameters.Values,
            HttpContext.RequestAborted);
        return added is { } device ? new JsonAnswer(BodyOf(device)) : TooMany();
    }

    private OAuthErrorResult TooMany()
    {
        Response.Headers.RetryAfter = DeviceRequests.Lifetime.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return new OAuthErrorResult(new OAuthError(
            "temporarily_unavailable", "Too many devices wait.", StatusCodes.Status429TooManyRequests));
    }

    /// <summary>§3.2.</summary>
    private JsonObject BodyOf(NewDevice device) => new()
    {
        ["device_code"] = device.DeviceCode,
        ["user_code"] = device.ShownUserCode,
        ["verification_uri"] = issuer.Url("/device"),
        ["verification_uri_complete"] = issuer.Url($"/device?user_code={device.ShownUserCode}"),
        ["expires_in"] = (int)DeviceRequests.Lifetime.TotalSeconds,
        ["interval"] = DeviceRequests.Interval,
    };
}
