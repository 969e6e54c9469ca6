using AuthPortal.Data;

namespace AuthPortal.Activity;

/// <summary>Tells the open pages of an app, by its client_id, that a request of it failed.</summary>
public sealed class ClientErrorNotices(ILogger<ClientErrorNotices> logger) : Notices(logger);
