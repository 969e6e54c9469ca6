namespace AuthPortal.Endpoints.Http;

/// <summary>
/// An endpoint that clients call themselves (RFC 6749 §3.2), with their own proof or a token: a browser's session, its
/// language and the guard of page forms mean nothing there, so none of them runs before it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ClientEndpointAttribute : Attribute;
