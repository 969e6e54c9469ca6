namespace AuthPortal.Clients;

/// <summary>A type of authorization details, in words.</summary>
/// <param name="Type">As on the wire.</param>
/// <param name="DisplayName">Words with members in braces.</param>
/// <param name="DisplayNameKo">The same in Korean; null falls back.</param>
/// <param name="Schema">What each object must satisfy.</param>
public sealed record KnownDetailType(string Type, string DisplayName, string? DisplayNameKo, DetailSchema Schema);
