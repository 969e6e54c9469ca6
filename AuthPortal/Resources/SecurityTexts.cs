namespace AuthPortal.Resources;

/// <summary>Texts of second factors, passkeys, recovery codes and trusted browsers.</summary>
public sealed class SecurityTexts;
