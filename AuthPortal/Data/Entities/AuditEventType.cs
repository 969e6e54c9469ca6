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
    public const string ConsentAllowed = "consent.allowed";
    public const string ConsentDenied = "consent.denied";
    public const string GrantRevoked = "grant.revoked";
    public const string AppSignedIn = "app.signed_in";
    public const string TokensRefreshed = "app.refreshed";
    public const string CodeReplayed = "app.code_replayed";
    public const string RefreshTokenReplayed = "app.refresh_token_replayed";
    public const string TokenRevoked = "app.token_revoked";
    public const string ClientRegistered = "client.registered";
    public const string ClientChanged = "client.changed";
    public const string ClientDeleted = "client.deleted";
    public const string ClientSecretAdded = "client.secret_added";
    public const string ClientSecretRevoked = "client.secret_revoked";
}
