using AuthPortal.Clients.Registration;

namespace AuthPortal.Clients;

/// <summary>How a registration, a change or a new secret ended.</summary>
public abstract record EditOutcome
{
    private EditOutcome()
    {
    }

    /// <summary>It is stored. The secret, when one was made, is shown now and never again.</summary>
    public sealed record Done(string ClientId, string? Secret) : EditOutcome
    {
        /// <summary>Until an administrator says yes the app gets no tokens.</summary>
        public bool Waits { get; init; }
    }

    /// <summary>Rules are broken; nothing changed.</summary>
    public sealed record Refused(IReadOnlyList<RuleViolation> Violations) : EditOutcome;

    /// <summary>Somebody else changed the app meanwhile; nothing changed.</summary>
    public sealed record Conflict : EditOutcome;

    /// <summary>There is no such app for this actor.</summary>
    public sealed record Missing : EditOutcome;
}
