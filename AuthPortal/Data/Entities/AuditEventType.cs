namespace AuthPortal.Data.Entities;

/// <summary>The names that audit events are stored under.</summary>
public static class AuditEventType
{
    public const string AccountCreated = "account.created";
    public const string SignedIn = "account.signed_in";
    public const string SignInFailed = "account.sign_in_failed";
    public const string LockedOut = "account.locked_out";
    public const string SignedOut = "account.signed_out";
    public const string PasswordChanged = "account.password_changed";
    public const string ProfileChanged = "account.profile_changed";
    public const string SessionEnded = "account.session_ended";
    public const string PasswordReset = "account.password_reset";
    public const string EmailConfirmed = "account.email_confirmed";
    public const string SecondFactorFailed = "account.second_factor_failed";
    public const string SecondFactorLocked = "account.second_factor_locked";
    public const string AuthenticatorAdded = "account.authenticator_added";
    public const string AuthenticatorRemoved = "account.authenticator_removed";
    public const string RecoveryCodesMade = "account.recovery_codes_made";
    public const string RecoveryCodeUsed = "account.recovery_code_used";
    public const string PasskeyAdded = "account.passkey_added";
    public const string PasskeyRemoved = "account.passkey_removed";
    public const string BrowserTrusted = "account.browser_trusted";
    public const string BrowserUntrusted = "account.browser_untrusted";
    public const string ConsentAllowed = "consent.allowed";
    public const string ConsentDenied = "consent.denied";
    public const string GrantRevoked = "grant.revoked";
    public const string ScopeRemoved = "grant.scope_removed";
    public const string GrantExpired = "grant.expired";
    public const string AppSignedIn = "app.signed_in";
    public const string TokensRefreshed = "app.refreshed";
    public const string UserInfoRead = "app.userinfo_read";
    public const string CodeReplayed = "app.code_replayed";
    public const string RefreshTokenReplayed = "app.refresh_token_replayed";
    public const string TokenRevoked = "app.token_revoked";
    public const string ClientRegistered = "client.registered";
    public const string ClientChanged = "client.changed";
    public const string ClientDeleted = "client.deleted";
    public const string ClientApproved = "client.approved";
    public const string ClientRefused = "client.refused";
    public const string ClientInvited = "client.member_invited";
    public const string ClientJoined = "client.member_joined";
    public const string ClientLeft = "client.member_removed";
    public const string ClientTransferred = "client.transferred";
    public const string ClientInherited = "client.inherited";
    public const string ClientSecretAdded = "client.secret_added";
    public const string ClientSecretRevoked = "client.secret_revoked";
}
