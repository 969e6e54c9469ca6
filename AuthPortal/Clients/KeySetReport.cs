namespace AuthPortal.Clients;

/// <summary>A key set as it was pasted or fetched, key by key with its line.</summary>
/// <param name="Json">Null when it is no JSON at all.</param>
/// <param name="Problem">Of the whole; null when there is none.</param>
/// <param name="Line">Where the problem of the whole is, from 1; 0 where it has no place.</param>
/// <param name="Column">In octets, from 1; 0 where it has no place.</param>
/// <param name="Keys">In their order.</param>
public sealed record KeySetReport(
    string? Json,
    KeyProblem? Problem,
    long Line,
    long Column,
    IReadOnlyList<KeyReport> Keys)
{
    public bool IsGood => Problem is null && Keys.Count > 0 && Keys.All(k => k.Problem is null);
}

/// <summary>One key of a set.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="KeyId">Null when it has none.</param>
/// <param name="Type">Its kty and curve or size; null when it has no kty.</param>
/// <param name="Problem">Null when it can check signatures.</param>
public sealed record KeyReport(long Line, string? KeyId, string? Type, KeyProblem? Problem);

/// <summary>What can be wrong with a key set or a key, RFC 7517 and RFC 7518.</summary>
public enum KeyProblem
{
    NotJson,
    NoKeys,
    TooMany,
    NotFetched,
    NotObject,
    IsPrivate,
    IsSymmetric,
    TypeUnknown,
    CurveUnknown,
    TooShort,
    Incomplete,
    NotForSigning,
    SameKeyId,
}
