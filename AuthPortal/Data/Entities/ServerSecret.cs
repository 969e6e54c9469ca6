namespace AuthPortal.Data.Entities;

/// <summary>A secret that the server made for itself and needs for ever, under data protection.</summary>
public sealed class ServerSecret
{
    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    public required byte[] ProtectedValue { get; init; }
}
