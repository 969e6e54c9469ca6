using AuthPortal.Activity;
using AuthPortal.Clients;

namespace AuthPortal.Components.Developer;

/// <summary>A failed request as its page shows it.</summary>
public sealed record ErrorView(
    long Id,
    string? Parameter,
    string Title,
    string Request,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    string Times,
    string Device,
    string Mend,
    string Source,
    string Code,
    string Description,
    IReadOnlyList<ErrorParameter> Parameters)
{
    /// <summary>In pieces, those that differ from what was expected marked; null when nothing can be shown.</summary>
    public IReadOnlyList<TextPiece>? Sent { get; init; }

    public bool SentIsWhole { get; init; }

    public IReadOnlyList<TextPiece>? Expected { get; init; }

    /// <summary>Besides the one that is shown.</summary>
    public int MoreExpected { get; init; }

    /// <summary>The values are registered for the app, and not what the server knows.</summary>
    public bool IsRegistration { get; init; }

    /// <summary>The difference in a sentence.</summary>
    public string? Hint { get; init; }

    public RegistrationMend? OneClick { get; init; }

    /// <summary>Why the rules would not agree to it.</summary>
    public string? Refused { get; init; }

    /// <summary>Somebody has registered it since.</summary>
    public bool Mended { get; init; }
}

/// <summary>A parameter of a failed request.</summary>
public sealed record ErrorParameter(string Name, string Value);
