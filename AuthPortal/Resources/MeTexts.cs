namespace AuthPortal.Resources;

/// <summary>Texts of a person's own pages: the landing page, the dashboard and the connected apps.</summary>
public sealed class MeTexts;
