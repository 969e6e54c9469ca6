namespace AuthPortal.Components.Docs;

/// <summary>A route that is no controller's and all the same for programs: it stands in the reference of endpoints.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ForProgramsAttribute : Attribute;
