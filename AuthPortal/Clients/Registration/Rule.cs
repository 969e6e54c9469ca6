namespace AuthPortal.Clients.Registration;

/// <summary>One rule: its key in the texts for people, where it stands, and the sentence for programs.</summary>
public sealed record Rule(string Key, string Source, string Description)
{
    public RuleViolation BrokenBy(string member, int? index = null, string? value = null)
        => new(member, index, Key, Source, $"{Name(member, index)} {Description}", value);

    private static string Name(string member, int? index) => index is { } i ? $"{member}[{i}]" : member;
}
