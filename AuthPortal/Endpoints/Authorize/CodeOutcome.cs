using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>What became of issuing a code.</summary>
public abstract record CodeOutcome
{
    private CodeOutcome()
    {
    }

    /// <param name="Code">Null where the response type has none.</param>
    /// <param name="FrontChannel">What the tokens of the answer itself are made from; null for a code alone.</param>
    public sealed record Issued(string? Code, GrantedAccess? FrontChannel) : CodeOutcome;

    /// <summary>The request under way has been answered already: a double click gets no second code.</summary>
    public sealed record AlreadyAnswered : CodeOutcome;

    /// <summary>The grant was revoked, or the person or the app deleted, since the request was decided.</summary>
    public sealed record Overtaken : CodeOutcome;
}
