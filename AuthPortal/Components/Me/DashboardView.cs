using AuthPortal.Accounts;

namespace AuthPortal.Components.Me;

/// <summary>The dashboard in words; carried from the server's rendering to the open page.</summary>
public sealed record DashboardView(
    string Name,
    int Apps,
    IReadOnlyList<AppRow> Lately,
    IReadOnlyList<EventRow> Recent,
    bool OffersRegistration,
    SafetyStep Step);
