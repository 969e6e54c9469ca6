using AuthPortal.Components.Shared;
using AuthPortal.Interactions;

namespace AuthPortal.Components.Consent;

/// <summary>One scope on the consent page, in words.</summary>
/// <param name="Asked">What is asked.</param>
/// <param name="Words">How it reads.</param>
/// <param name="IsNew">It comes on top of what was allowed before.</param>
public sealed record ConsentLine(AskedScope Asked, ScopeWord Words, bool IsNew);
