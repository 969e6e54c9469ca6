using System.Globalization;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Components;

namespace AuthPortal.Components.Consent;

/// <summary>
/// Where a person types the code that another device shows, RFC 8628 §3.3. A code in the address only fills the field:
/// the person compares it with the device and goes on themselves (§5.4).
/// </summary>
public sealed partial class DevicePage(
    DeviceRequests devices,
    InteractionStore interactions,
    UserCodeGuesses guesses)
{
    private string? _problem;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "user_code")]
    private string? UserCode { get; set; }

    [SupplyParameterFromQuery(Name = "done")]
    private string? Done { get; set; }

    /// <summary>§3.3.1: nobody has typed this code, so it has to be compared.</summary>
    private bool IsFilled => !string.IsNullOrEmpty(UserCode) && _problem is null;

    private async Task SubmitAsync()
    {
        var form = await HttpContext.Request.ReadFormAsync(HttpContext.RequestAborted);
        UserCode = form["user_code"] is [{ } typed] ? typed : string.Empty;
        if (guesses.Wait(HttpContext) is { } wait)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            HttpContext.Response.Headers.RetryAfter =
                ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            _problem = Texts["DeviceTooMany"];
            return;
        }

        if (await devices.FindAsync(UserCode, HttpContext.RequestAborted) is not { } device)
        {
            // Unknown, expired and used codes read the same.
            guesses.Missed(HttpContext);
            _problem = Texts["DeviceUnknown"];
            return;
        }

        var parameters = AuthorizeParameters.OfWaiting(device.Parameters, device.Id);
        var interaction = await interactions.CreateAsync(
            HttpContext, device.ClientId, parameters.Values, HttpContext.RequestAborted);
        HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        HttpContext.Response.Headers.Location =
            $"{HttpContext.Request.PathBase}/authorize?interaction={interaction.Id}";
    }
}
