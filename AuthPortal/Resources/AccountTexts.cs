namespace AuthPortal.Resources;

/// <summary>Texts of signing in, signing up, signing out and the password.</summary>
public sealed class AccountTexts;
