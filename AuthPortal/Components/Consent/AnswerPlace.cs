using AuthPortal.Interactions;

namespace AuthPortal.Components.Consent;

/// <summary>Where the person's browser goes with the answer: a website, a program or an app on this device.</summary>
internal enum AnswerPlace
{
    Website,
    LocalProgram,
    DeviceApp,
}

/// <summary>Tells the places apart by the redirect URI (RFC 8252 §7).</summary>
internal static class AnswerPlaces
{
    public static AnswerPlace Of(InteractionView view)
    {
        if (view.StaysOnThisDevice)
        {
            return AnswerPlace.LocalProgram;
        }

        return IsWeb(view.Request.Target.RedirectUri) ? AnswerPlace.Website : AnswerPlace.DeviceApp;
    }

    /// <summary>The host, or an app's private-use scheme.</summary>
    public static string NameOf(InteractionView view)
        => IsWeb(view.Request.Target.RedirectUri)
            ? view.Destination
            : view.Request.Target.RedirectUri.Split(':')[0].ToLowerInvariant();

    private static bool IsWeb(string uri)
        => uri.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || uri.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}
