using AuthPortal.Data.Entities;
using AuthPortal.Resources;
using Microsoft.Extensions.Localization;

namespace AuthPortal.Components.Me;

/// <summary>Audit events as people read them. A type without words of its own is not for people and is left out.</summary>
public sealed class EventWords(IStringLocalizer<MeTexts> texts, MeWords words)
{
    private static readonly Dictionary<string, string> Icons = new(StringComparer.Ordinal)
    {
        [AuditEventType.AccountCreated] = "user",
        [AuditEventType.SignedOut] = "sign-out",
        [AuditEventType.PasswordChanged] = "key",
        [AuditEventType.PasswordReset] = "key",
        [AuditEventType.PasskeyAdded] = "key",
        [AuditEventType.PasskeyRemoved] = "key",
        [AuditEventType.AuthenticatorAdded] = "shield",
        [AuditEventType.AuthenticatorRemoved] = "shield",
        [AuditEventType.RecoveryCodesMade] = "shield",
        [AuditEventType.RecoveryCodeUsed] = "shield",
        [AuditEventType.EmailConfirmed] = "mail",
        [AuditEventType.ProfileChanged] = "user",
        [AuditEventType.SessionEnded] = "sign-out",
        [AuditEventType.ConsentAllowed] = "check",
        [AuditEventType.ConsentDenied] = "x",
        [AuditEventType.GrantRevoked] = "x",
        [AuditEventType.ScopeRemoved] = "x",
        [AuditEventType.GrantExpired] = "clock",
        [AuditEventType.UserInfoRead] = "eye",
        [AuditEventType.TokensRefreshed] = "refresh",
        [AuditEventType.TokenRevoked] = "sign-out",
    };

    private static readonly HashSet<string> Bad = new(StringComparer.Ordinal)
    {
        AuditEventType.SignInFailed,
        AuditEventType.LockedOut,
        AuditEventType.SecondFactorFailed,
        AuditEventType.SecondFactorLocked,
        AuditEventType.CodeReplayed,
        AuditEventType.RefreshTokenReplayed,
    };

    /// <summary>As a person's own list names it: "You allowed Notes".</summary>
    public EventRow? ForPerson(AuditEvent happened)
        => Row(happened, "Event_", happened.Client?.Name ?? happened.Data.GetValueOrDefault("app") ?? texts["AnApp"]);

    /// <summary>As an app's own timeline names it: "You allowed it".</summary>
    public EventRow? ForApp(AuditEvent happened) => Row(happened, "App_", string.Empty);

    private EventRow? Row(AuditEvent happened, string prefix, string app)
    {
        var text = texts[prefix + happened.Type.Replace('.', '_'), app];
        return text.ResourceNotFound
            ? null
            : new EventRow(Icon(happened.Type), Tone(happened.Type), text, Detail(happened), happened.At);
    }

    private string? Detail(AuditEvent happened)
    {
        if (happened.Type is AuditEventType.CodeReplayed or AuditEventType.RefreshTokenReplayed)
        {
            return texts["Stopped"];
        }

        return words.DeviceAndPlace(happened.UserAgent, happened.IpAddress);
    }

    private static string Icon(string type)
        => Icons.GetValueOrDefault(type) ?? (Bad.Contains(type) ? "alert" : type.StartsWith("client.", StringComparison.Ordinal) ? "code" : "laptop");

    private static string Tone(string type)
        => Bad.Contains(type) ? "bad" : type == AuditEventType.ConsentAllowed ? "ok" : string.Empty;
}
