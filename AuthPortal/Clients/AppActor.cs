namespace AuthPortal.Clients;

/// <summary>Who works on an app: its owner may, and an administrator. For anybody else it does not exist.</summary>
public sealed record AppActor(string UserId, bool IsAdministrator);
