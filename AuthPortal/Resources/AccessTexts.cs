namespace AuthPortal.Resources;

/// <summary>Texts of the mail address and of getting back in after a forgotten password.</summary>
public sealed class AccessTexts;
