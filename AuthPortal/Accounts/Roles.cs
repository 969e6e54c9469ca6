namespace AuthPortal.Accounts;

/// <summary>The roles that people can have.</summary>
public static class Roles
{
    public const string Admin = "admin";
    public const string Developer = "developer";
}
