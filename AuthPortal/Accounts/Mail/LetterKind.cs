namespace AuthPortal.Accounts.Mail;

/// <summary>The letters that there are; each has its texts under this name.</summary>
public static class LetterKind
{
    public const string ConfirmAddress = "ConfirmAddress";

    /// <summary>To the holder of an address that somebody else has just named as theirs.</summary>
    public const string AddressTaken = "AddressTaken";
    public const string AddressChangeAsked = "AddressChangeAsked";
    public const string AddressChanged = "AddressChanged";
    public const string ResetPassword = "ResetPassword";
    public const string PasswordChanged = "PasswordChanged";
    public const string NewSignIn = "NewSignIn";
    public const string AppAllowed = "AppAllowed";
    public const string SecondFactorAdded = "SecondFactorAdded";
    public const string SecondFactorRemoved = "SecondFactorRemoved";
    public const string PasskeyAdded = "PasskeyAdded";
    public const string PasskeyRemoved = "PasskeyRemoved";
    public const string RecoveryCodesMade = "RecoveryCodesMade";
    public const string RecoveryCodeUsed = "RecoveryCodeUsed";
    public const string SecondFactorGuessed = "SecondFactorGuessed";
}
