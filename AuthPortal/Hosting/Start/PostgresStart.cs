using System.Net.Sockets;
using AuthPortal.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AuthPortal.Hosting.Start;

/// <summary>Before the first request, on PostgreSQL: the migrations, which of several nodes one applies.</summary>
internal static class PostgresStart
{
    /// <exception cref="StartRefusedException">The server can't be reached or used, or its database is newer.</exception>
    public static async Task RunAsync(AuthDbContext db, WriteTurn turn, CancellationToken cancellationToken)
    {
        try
        {
            // EF Core locks its own table, which has to be made first: of two nodes that make it, one fails.
            using var held = await turn.TakeAsync(cancellationToken);
            await DatabaseStart.CheckVersionAsync(db, "on the PostgreSQL server", cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
        }
        catch (Exception problem) when (problem is NpgsqlException or SocketException or TimeoutException)
        {
            throw new StartRefusedException(Line(problem), problem);
        }
    }

    private static string Line(Exception problem) => problem switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            "The PostgreSQL server has no such database: create it (createdb), or name another in "
            + "ConnectionStrings:AuthPortal.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            "The PostgreSQL server refuses the user or the password of ConnectionStrings:AuthPortal.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
            "The user of ConnectionStrings:AuthPortal may not make tables: let it own the database.",
        _ => $"The PostgreSQL server of ConnectionStrings:AuthPortal can't be reached ({problem.Message.TrimEnd('.')}).",
    };
}
