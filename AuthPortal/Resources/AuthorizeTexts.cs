namespace AuthPortal.Resources;

/// <summary>Texts of the pages that the protocol's endpoints answer with.</summary>
public sealed class AuthorizeTexts;
