namespace AuthPortal.Data.Entities;

/// <summary>What a member of an app may do.</summary>
public enum ClientRole
{
    /// <summary>Sees everything and changes nothing.</summary>
    Viewer,

    /// <summary>Everything but giving the app away or deleting it.</summary>
    Owner,
}
