namespace AuthPortal.Protocol;

/// <summary>The <c>response_type</c> values of RFC 6749 §3.1.1 that this server does.</summary>
public static class ResponseType
{
    public const string Code = "code";
}
