using System.Text.Json;
using Microsoft.Playwright;

namespace AuthPortal.Tests.Journeys;

/// <summary>Chromium's own virtual authenticator (WebAuthn over CDP), in place of a finger on a sensor.</summary>
internal sealed class Authenticators(ICDPSession session, string id)
{
    public static async Task<Authenticators> AddAsync(IPage page, bool verifiesPeople = true)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable", new Dictionary<string, object> { ["enableUI"] = false });
        var added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = verifiesPeople,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return new Authenticators(session, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    public async Task<IReadOnlyList<JsonElement>> CredentialsAsync()
    {
        var answer = await session.SendAsync(
            "WebAuthn.getCredentials", new Dictionary<string, object> { ["authenticatorId"] = id });
        return [.. answer!.Value.GetProperty("credentials").EnumerateArray()];
    }

    /// <summary>Whether the finger on the sensor is the owner's.</summary>
    public Task VerifyAsync(bool isOwner) => session.SendAsync(
        "WebAuthn.setUserVerified",
        new Dictionary<string, object> { ["authenticatorId"] = id, ["isUserVerified"] = isOwner });

    /// <summary>Whether anybody touches it, without being asked twice.</summary>
    public Task TouchAsync(bool touched) => session.SendAsync(
        "WebAuthn.setAutomaticPresenceSimulation",
        new Dictionary<string, object> { ["authenticatorId"] = id, ["enabled"] = touched });
}
