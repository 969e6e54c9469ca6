namespace AuthPortal.Data.Entities;

/// <summary>An API: its identifier is the audience of access tokens that carry one of its scopes.</summary>
public sealed class Resource
{
    public required string Identifier { get; init; }

    public required string Name { get; set; }

    /// <summary>Space-separated scope names.</summary>
    public required string Scopes { get; set; }
}
