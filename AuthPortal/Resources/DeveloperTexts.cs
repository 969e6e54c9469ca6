namespace AuthPortal.Resources;

/// <summary>Texts of registering apps and looking after them.</summary>
public sealed class DeveloperTexts;
