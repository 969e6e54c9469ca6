using AuthPortal.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AuthPortal.Hosting.Commands.Move;

/// <summary>What this program would bring an SQLite file to.</summary>
internal static class SqliteVersion
{
    /// <param name="db">Of whatever provider: the migrations lie in its assembly.</param>
    public static string Newest(AuthDbContext db)
        => db.GetType().Assembly.GetTypes()
            .Where(type => type.GetCustomAttributes(typeof(DbContextAttribute), inherit: false)
                .Any(of => ((DbContextAttribute)of).ContextType == typeof(AuthDbContext)))
            .SelectMany(type => type.GetCustomAttributes(typeof(MigrationAttribute), inherit: false))
            .Max(migration => ((MigrationAttribute)migration).Id)!;
}
