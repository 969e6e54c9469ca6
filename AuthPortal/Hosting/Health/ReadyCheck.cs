using AuthPortal.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuthPortal.Hosting.Health;

/// <summary>
/// Ready means: a write gets its turn and a commit, and the encryption keys can be used. The write changes no row,
/// so it costs no disk.
/// </summary>
internal sealed class ReadyCheck(WriteQueue writes, IDataProtectionProvider protection) : IHealthCheck
{
    private readonly IDataProtector _protector = protection.CreateProtector("AuthPortal.Ready");

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        await writes.RunAsync(
            db => db.SigningKeys.Where(_ => false).ExecuteDeleteAsync(CancellationToken.None),
            cancellationToken).WaitAsync(cancellationToken);
        _protector.Unprotect(_protector.Protect([1]));
        return HealthCheckResult.Healthy();
    }
}
