namespace AuthPortal.Protocol;

/// <summary>The <c>application_type</c> values of OpenID Connect Registration §2; absent means web.</summary>
public static class ApplicationType
{
    public const string Web = "web";
    public const string Native = "native";
}
