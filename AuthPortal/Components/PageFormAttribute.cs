namespace AuthPortal.Components;

/// <summary>Marks an endpoint that a page's form posts to: its refusals are pages, not bare status codes.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class PageFormAttribute : Attribute
{
    /// <summary>In bytes; a form with a file is larger than others.</summary>
    public long LargestBody { get; set; } = 64 * 1024;
}
