using AuthPortal.Data;

namespace AuthPortal.Grants;

/// <summary>Tells the open pages of a person, by their id, that what they allowed has changed.</summary>
public sealed class GrantNotices(ILogger<GrantNotices> logger) : Notices(logger);
