namespace AuthPortal.Resources;

/// <summary>Texts around the guides, and the words of the references.</summary>
public sealed class DocsTexts;
