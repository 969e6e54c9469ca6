namespace AuthPortal.Data;

/// <summary>Of several nodes one does the periodic work.</summary>
public interface ILeadership
{
    bool IsLeader { get; }
}

/// <summary>With a file as database there is no other node.</summary>
internal sealed class OnlyNode : ILeadership
{
    public bool IsLeader => true;
}
