namespace AuthPortal.Data.Entities;

/// <summary>A scope beyond the standard ones, in words for the consent page.</summary>
public sealed class Scope
{
    public required string Name { get; init; }

    public required string DisplayName { get; set; }

    public string? Description { get; set; }

    /// <summary>The same words in Korean; null falls back to <see cref="DisplayName"/>.</summary>
    public string? DisplayNameKo { get; set; }

    public string? DescriptionKo { get; set; }
}
