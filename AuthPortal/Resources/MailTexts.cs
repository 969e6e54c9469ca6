namespace AuthPortal.Resources;

/// <summary>Texts of letters; {0} is the app, passkey or address that it is about, {1} the person's user name.</summary>
public sealed class MailTexts;
