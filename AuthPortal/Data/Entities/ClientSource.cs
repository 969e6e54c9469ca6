namespace AuthPortal.Data.Entities;

/// <summary>Where a client's registration came from.</summary>
public enum ClientSource
{
    Form,
    Registration,

    /// <summary>A client ID metadata document: the client_id is the URL that it lies at.</summary>
    Document,
    Provisioning,
    Demo,

    /// <summary>The server's own: the app of the playground.</summary>
    BuiltIn,
}
