namespace AuthPortal.Resources;

/// <summary>Texts of the consent page.</summary>
public sealed class ConsentTexts;
