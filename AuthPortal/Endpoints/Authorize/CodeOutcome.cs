namespace AuthPortal.Endpoints.Authorize;

/// <summary>What became of issuing a code.</summary>
public abstract record CodeOutcome
{
    private CodeOutcome()
    {
    }

    public sealed record Issued(string Code) : CodeOutcome;

    /// <summary>The request under way has been answered already: a double click gets no second code.</summary>
    public sealed record AlreadyAnswered : CodeOutcome;

    /// <summary>The grant was revoked, or the person or the app deleted, since the request was decided.</summary>
    public sealed record Overtaken : CodeOutcome;
}
