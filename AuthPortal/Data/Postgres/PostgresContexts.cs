using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Data.Postgres;

/// <summary>Hands PostgreSQL's context to all who ask for the context.</summary>
internal sealed class PostgresContexts(IDbContextFactory<PostgresDbContext> contexts) : IDbContextFactory<AuthDbContext>
{
    public AuthDbContext CreateDbContext() => contexts.CreateDbContext();

    public async Task<AuthDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
        => await contexts.CreateDbContextAsync(cancellationToken);
}
