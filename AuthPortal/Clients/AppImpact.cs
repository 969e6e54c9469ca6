namespace AuthPortal.Clients;

/// <summary>What goes with an app: the people who allowed it, their live sign-ins, and its secrets.</summary>
public sealed record AppImpact(int People, int SignIns, int Secrets);
