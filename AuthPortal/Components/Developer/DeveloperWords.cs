using System.Globalization;
using AuthPortal.Clients;
using AuthPortal.Clients.Registration;
using AuthPortal.Resources;
using Microsoft.Extensions.Localization;

namespace AuthPortal.Components.Developer;

/// <summary>What the developers' pages count and explain, in the page's language.</summary>
public sealed class DeveloperWords(IStringLocalizer<DeveloperTexts> texts, IStringLocalizer<RuleTexts> rules)
{
    private const int Minute = 60;
    private const int Hour = 60 * Minute;
    private const int Day = 24 * Hour;

    /// <summary>The rule, its reason, where it stands and the mend.</summary>
    public string Rule(RuleViolation violation) => rules[violation.Rule, violation.Source, violation.Value ?? string.Empty];

    public string Kind(AppKind kind) => texts["Kind" + kind];

    public string KindText(AppKind kind) => texts["Kind" + kind + "Text"];

    public string People(int count) => Count("Person", "People", count);

    public string SignIns(int count) => Count("SignIn", "SignIns", count);

    /// <summary>"3 errors today".</summary>
    public string Errors(int count) => Count("ErrorToday", "ErrorsOfToday", count);

    /// <summary>"2 hints".</summary>
    public string Findings(int count) => Count("Finding", "Findings", count);

    /// <summary>"3 people · 5 live sign-ins".</summary>
    public string Use(AppKind kind, int people, int signIns) => kind == AppKind.Machine
        ? texts["MachineUse"]
        : people == 0 ? texts["NobodyYet"] : $"{People(people)} · {SignIns(signIns)}";

    /// <summary>What deleting the app would end, in numbers.</summary>
    public string BeforeDeletion(string app, AppImpact impact) => impact.People == 0
        ? texts["DeleteUnused", app]
        : texts["DeleteUsed", app, People(impact.People), SignIns(impact.SignIns)];

    /// <summary>What deleting the app has ended, in numbers.</summary>
    public string AfterDeletion(DeletedApp deleted) => deleted.Impact.People == 0
        ? texts["DeletedUnused", deleted.Name]
        : texts["DeletedUsed", deleted.Name, People(deleted.Impact.People), SignIns(deleted.Impact.SignIns)];

    /// <summary>Seconds as people say them, when they make a whole number of something longer; else null.</summary>
    public string? Length(string seconds)
        => int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length switch
        {
            0 => null,
            _ when length % Day == 0 => Count("Day", "Days", length / Day),
            _ when length % Hour == 0 => Count("Hour", "Hours", length / Hour),
            _ when length % Minute == 0 => Count("Minute", "Minutes", length / Minute),
            _ => null,
        }
        : null;

    private string Count(string one, string many, int count) => count == 1 ? texts[one] : texts[many, count];
}
