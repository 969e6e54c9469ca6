namespace AuthPortal.Data.Entities;

/// <summary>What the person answered on the consent page.</summary>
public enum ConsentDecision
{
    None,
    Allow,
    Deny,
}
