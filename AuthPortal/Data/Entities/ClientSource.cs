namespace AuthPortal.Data.Entities;

/// <summary>Where a client's registration came from.</summary>
public enum ClientSource
{
    Form,
    Registration,
    Provisioning,
    Demo,
}
