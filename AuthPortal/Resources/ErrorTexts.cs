namespace AuthPortal.Resources;

/// <summary>Texts of the error log of an app: each rule that requests break, and its mend.</summary>
public sealed class ErrorTexts;
