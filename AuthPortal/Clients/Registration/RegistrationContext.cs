using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>What the rules need to know besides the metadata.</summary>
/// <param name="IsAdministrator">The change is made by an administrator, or by the server's own set-up.</param>
/// <param name="KnownScopes">Every scope of this server.</param>
/// <param name="Current">What is registered now, when it is a change.</param>
/// <param name="NameRequired">False where a nameless client may be shown by its client_id.</param>
public sealed record RegistrationContext(
    bool IsAdministrator,
    ScopeSet KnownScopes,
    ClientMetadata? Current = null,
    bool NameRequired = true)
{
    /// <summary>The server lets clients be registered for the implicit and password grants.</summary>
    public bool LegacyGrants { get; init; }

    /// <summary>The software statement that was opened; null: none was.</summary>
    public string? ProvenStatement { get; init; }

    /// <summary>What a developer registers in the browser waits for an administrator.</summary>
    public bool FormWaits { get; init; }

    /// <summary>Connections are asked for client certificates.</summary>
    public bool MutualTls { get; init; }

    /// <summary>The types of authorization details that this server knows.</summary>
    public IReadOnlyList<string> DetailTypes { get; init; } = [];
}
