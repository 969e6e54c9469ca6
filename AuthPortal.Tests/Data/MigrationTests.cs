using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Data;

/// <summary>The server trusts its migrations at a start; here they are compared with the model.</summary>
public sealed class MigrationTests
{
    [Fact]
    public Task The_migrations_of_SQLite_make_the_model() => CompareAsync(new Portal());

    [Fact]
    public Task The_migrations_of_PostgreSQL_make_the_model() => CompareAsync(new PostgresPortal());

    private static async Task CompareAsync(Portal portal)
    {
        await using var running = portal;
        Assert.False(await running.ReadAsync(db => Task.FromResult(db.Database.HasPendingModelChanges())));
    }
}
