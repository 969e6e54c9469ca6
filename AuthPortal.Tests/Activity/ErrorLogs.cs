using AuthPortal.Activity;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Activity;

internal static class ErrorLogs
{
    /// <summary>What the log of an app holds once all that waited is written, newest first.</summary>
    public static async Task<List<ClientError>> ErrorsAsync(this Portal portal, string clientId)
    {
        await portal.Services.GetRequiredService<ClientErrorWriter>().WriteAsync(CancellationToken.None);
        return await portal.ReadAsync(db => db.ClientErrors.Where(e => e.ClientId == clientId)
            .OrderByDescending(e => e.LastAt).ThenByDescending(e => e.Id).ToListAsync());
    }

    public static async Task<ClientError> ErrorAsync(this Portal portal, string clientId)
        => Assert.Single(await portal.ErrorsAsync(clientId));
}
