using AuthPortal.Accounts;
using AuthPortal.Activity;
using AuthPortal.Clients;
using AuthPortal.Clients.Registration;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using AuthPortal.Resources;
using Microsoft.Extensions.Localization;

namespace AuthPortal.Components.Developer;

/// <summary>Explains a failed request in the page's language: the rule, the difference and the mend.</summary>
public sealed class ErrorWords(IStringLocalizer<ErrorTexts> texts, DeveloperWords words)
{
    /// <param name="error">As it was kept.</param>
    /// <param name="current">The app's registration now.</param>
    /// <param name="rules">By which a mend is judged.</param>
    public ErrorView View(ClientError error, ClientMetadata current, RegistrationContext rules)
    {
        var reason = Enum.TryParse<ErrorReason>(error.Reason, out var known) ? known : ErrorReason.Other;
        var rule = ErrorReasons.Of(reason);
        var mend = RegistrationMend.Of(error, current);
        var registration = reason is ErrorReason.RedirectUriUnregistered or ErrorReason.LogoutUriUnregistered
            or ErrorReason.ScopeUnregistered or ErrorReason.GrantTypeUnregistered or ErrorReason.ResponseTypeUnregistered;
        var difference = Differences.Of(reason, error);
        var mended = mend?.Metadata is { } same && IsSame(same, current);
        return new ErrorView(
            error.Id,
            rule.Parameter,
            texts[reason + "Title"],
            $"{error.Method} {error.Endpoint}",
            error.FirstAt,
            error.LastAt,
            error.Count == 1 ? texts["Once"] : texts["Times", error.Count],
            Device(error.UserAgent),
            texts[reason + "Mend"],
            rule.Source,
            error.Code,
            error.Description,
            [.. error.Request.Select(p => new ErrorParameter(p.Key, p.Value))])
        {
            Sent = difference?.Sent ?? (error.Sent is { } sent ? [new TextPiece(sent, Differs: false)] : null),
            SentIsWhole = error.SentIsWhole,
            Expected = difference?.Expected
                ?? (error.Expected is [var first, ..] ? [new TextPiece(first, Differs: false)] : null),
            MoreExpected = Math.Max(0, error.Expected.Count - 1),
            IsRegistration = registration,
            Hint = difference is not null && Differences.HintOf(reason, error) is { } hint ? texts[hint].Value : null,
            OneClick = mended ? null : mend,
            Mended = mended,
            Refused = mended || mend is null ? null : Refusal(mend, rules with { Current = current }),
        };
    }

    private string? Refusal(RegistrationMend mend, RegistrationContext rules)
        => RegistrationRules.Check(RegistrationRules.Tidy(mend.Metadata), rules) is [var first, ..]
            ? texts["NoMend", words.Rule(first)].Value
            : null;

    private static bool IsSame(ClientMetadata one, ClientMetadata other)
        => (one.RedirectUris?.Count ?? 0, one.PostLogoutRedirectUris?.Count ?? 0, one.Scope, one.GrantTypes?.Count)
            == (other.RedirectUris?.Count ?? 0, other.PostLogoutRedirectUris?.Count ?? 0, other.Scope, other.GrantTypes?.Count);

    private string Device(string? userAgent) => DeviceName.Of(userAgent) switch
    {
        { Browser: { } browser, System: { } system } => texts["On", browser, system],
        { Browser: { } browser } => browser,
        { System: { } system } => system,
        _ => userAgent is null ? texts["UnknownDevice"] : userAgent[..Math.Min(userAgent.Length, 60)],
    };
}
