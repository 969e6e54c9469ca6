namespace AuthPortal.Components;

/// <summary>Marks an endpoint that a page's form posts to: its refusals are pages, not bare status codes.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class PageFormAttribute : Attribute;
