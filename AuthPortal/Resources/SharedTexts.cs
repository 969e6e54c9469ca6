namespace AuthPortal.Resources;

/// <summary>Texts of the frame around pages: navigation, times, scopes in words, errors.</summary>
public sealed class SharedTexts;
