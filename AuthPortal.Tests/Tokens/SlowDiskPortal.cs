using System.Collections.Concurrent;
using System.Data.Common;
using AuthPortal.Data;
using AuthPortal.Data.Postgres;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AuthPortal.Tests.Tokens;

/// <summary>A portal where each used assertion that is deleted takes so long, by the portal's clock.</summary>
internal sealed class SlowDiskPortal(TimeSpan row) : Portal
{
    private readonly ConcurrentQueue<int> _steps = new();

    /// <summary>How many were deleted, a write.</summary>
    public IEnumerable<int> Steps => _steps;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        var disk = new Disk(this);
        builder.ConfigureServices(services => services
            .ConfigureDbContext<AuthDbContext>(options => options.AddInterceptors(disk))
            .ConfigureDbContext<PostgresDbContext>(options => options.AddInterceptors(disk)));
    }

    private void Deleted(int rows)
    {
        _steps.Enqueue(rows);
        Clock.Advance(rows * row);
    }

    private sealed class Disk(SlowDiskPortal portal) : DbCommandInterceptor
    {
        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command,
            CommandExecutedEventData eventData,
            int result,
            CancellationToken cancellationToken = default)
        {
            if (command.CommandText.StartsWith("DELETE FROM \"UsedAssertions\"", StringComparison.Ordinal))
            {
                portal.Deleted(result);
            }

            return ValueTask.FromResult(result);
        }
    }
}
