using System.Data.Common;
using AuthPortal.Data;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AuthPortal.Tests.Durability;

/// <summary>A portal whose every connection can be made to refuse writes, as on a disk that is read-only or full.</summary>
internal sealed class BrokenDiskPortal : Portal
{
    private readonly Pragmas _disk = new();

    /// <summary>Nothing can be written.</summary>
    public void MakeReadOnly() => Break("PRAGMA query_only=ON");

    /// <summary>The file can't grow.</summary>
    public void MakeFull() => Break("PRAGMA max_page_count=1");

    public void Mend() => _disk.Current = Pragmas.Whole;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(services =>
            services.ConfigureDbContext<AuthDbContext>(options => options.AddInterceptors(_disk)));
    }

    /// <summary>What is open keeps what it had until it fails and connects anew, so the writer is told too.</summary>
    private void Break(string pragma)
    {
        _disk.Current = pragma;
        WriteAsync(db => db.Database.ExecuteSqlRawAsync(pragma)).GetAwaiter().GetResult();
    }

    private sealed class Pragmas : DbConnectionInterceptor
    {
        public const string Whole = "PRAGMA query_only=OFF; PRAGMA max_page_count=1073741823";

        public volatile string Current = Whole;

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // One of the literals above.
            command.CommandText = Current;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        public override Task ConnectionOpenedAsync(
            DbConnection connection,
            ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }
    }
}
