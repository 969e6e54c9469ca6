using System.Globalization;
using System.Net.Mail;
using System.Text;
using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>What people see of an app: its name, its links, its contacts.</summary>
internal static class PresentationRules
{
    private const int LongestName = 80;
    private const int LongestText = 200;
    private const int LongestMail = 254;
    private const int MostContacts = 10;

    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
        => Name(metadata.ClientName, context.NameRequired)
            .Concat(Link(MemberName.ClientUri, metadata.ClientUri))
            .Concat(Link(MemberName.LogoUri, metadata.LogoUri))
            .Concat(Link(MemberName.TosUri, metadata.TosUri))
            .Concat(Link(MemberName.PolicyUri, metadata.PolicyUri))
            .Concat(Contacts(metadata.Contacts))
            .Concat(Text(MemberName.SoftwareId, metadata.SoftwareId))
            .Concat(Text(MemberName.SoftwareVersion, metadata.SoftwareVersion));

    private static IEnumerable<RuleViolation> Name(string? name, bool required)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return required ? [Rules.NameMissing.BrokenBy(MemberName.ClientName)] : [];
        }

        if (name.Length > LongestName)
        {
            return [Rules.NameTooLong.BrokenBy(MemberName.ClientName, value: Number(LongestName))];
        }

        // A right-to-left override or an invisible letter makes one app look like another on the consent page.
        return name.EnumerateRunes().Any(rune => IsInvisible(CategoryOf(rune)))
            ? [Rules.NameInvisible.BrokenBy(MemberName.ClientName)]
            : [];
    }

    private static IEnumerable<RuleViolation> Link(string member, string? link)
    {
        if (string.IsNullOrEmpty(link))
        {
            return [];
        }

        // A link may point into a page; everything else is as strict as for redirect URIs.
        return RedirectUri.Problem(link.Split('#')[0], ApplicationType.Web) switch
        {
            null when link.StartsWith("https://", StringComparison.OrdinalIgnoreCase) => [],
            null or RedirectUriProblem.PlainHttp or RedirectUriProblem.DangerousScheme
                or RedirectUriProblem.SchemeNeedsNative => [Rules.LinkNotHttps.BrokenBy(member)],
            _ => [Rules.LinkMalformed.BrokenBy(member)],
        };
    }

    private static IEnumerable<RuleViolation> Contacts(IReadOnlyList<string>? contacts)
    {
        if (contacts is { Count: > MostContacts })
        {
            return [Rules.TooMany.BrokenBy(MemberName.Contacts, value: Number(MostContacts))];
        }

        return (contacts ?? []).Index().Where(c => !IsMail(c.Item))
            .Select(c => Rules.ContactMalformed.BrokenBy(MemberName.Contacts, c.Index));
    }

    internal static IEnumerable<RuleViolation> Text(string member, string? text) => text switch
    {
        null => [],
        { Length: > LongestText } => [Rules.TextTooLong.BrokenBy(member, value: Number(LongestText))],
        _ when text.EnumerateRunes().Any(rune => IsInvisible(CategoryOf(rune))) => [Rules.TextInvisible.BrokenBy(member)],
        _ => [],
    };

    private static bool IsMail(string? text)
        => text is { Length: <= LongestMail } && MailAddress.TryCreate(text, out var mail) && mail.Address == text;

    private static UnicodeCategory CategoryOf(Rune rune) => Rune.GetUnicodeCategory(rune);

    private static bool IsInvisible(UnicodeCategory category) => category is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Number(int limit) => limit.ToString(CultureInfo.CurrentCulture);
}
