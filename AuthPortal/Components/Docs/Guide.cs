namespace AuthPortal.Components.Docs;

/// <summary>A guide of AuthPortal/Docs, ready to be shown.</summary>
/// <param name="Slug">Its file's name, and its address under /docs.</param>
/// <param name="Language">What it is written in, as in HTML.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Summary">Its first paragraph, as plain text.</param>
/// <param name="Parts">What the page shows, in order.</param>
/// <param name="Sections">What the search looks through; the first is what stands before any heading.</param>
public sealed record Guide(
    string Slug,
    string Language,
    string Title,
    string Summary,
    IReadOnlyList<GuidePart> Parts,
    IReadOnlyList<GuideSection> Sections);

/// <summary>A piece of a guide.</summary>
public abstract record GuidePart
{
    private GuidePart()
    {
    }

    /// <summary>HTML that the renderer made of a file of our own.</summary>
    public sealed record Prose(string Html) : GuidePart;

    /// <summary>A program or command to copy.</summary>
    public sealed record Program(string Language, string Code) : GuidePart;
}

/// <summary>A heading with what stands below it, as plain text.</summary>
/// <param name="Anchor">The heading's id, the same in every language; null for what stands before any.</param>
/// <param name="Title">The heading.</param>
/// <param name="Text">Words alone.</param>
public sealed record GuideSection(string? Anchor, string Title, string Text);
