using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Data.Postgres;

/// <summary>
/// The same on PostgreSQL: a type of its own, because EF Core keeps the migrations of a provider by the context's type.
/// The nodes share their data-protection keys here, wrapped by a certificate that the database never sees.
/// </summary>
public sealed class PostgresDbContext(DbContextOptions<PostgresDbContext> options)
    : AuthDbContext(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override bool TakesTurns => false;
}
