namespace AuthPortal.Clients;

/// <summary>One rule that a client assertion keeps or breaks, RFC 7523 §3.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Holds">Null when it could not be judged, because an earlier one is broken.</param>
/// <param name="Found">What stands in the assertion; null when nothing does.</param>
/// <param name="Source">Where the rule is written.</param>
public sealed record AssertionCheck(AssertionRule Rule, bool? Holds, string? Found, string Source);

/// <summary>What an assertion is judged by, in the order in which it is.</summary>
public enum AssertionRule
{
    IsJwt,
    Algorithm,
    KeyKnown,
    Signature,
    Type,
    Issuer,
    Subject,
    Audience,
    Id,
    Times,
}
