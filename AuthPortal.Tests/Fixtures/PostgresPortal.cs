namespace AuthPortal.Tests.Fixtures;

/// <summary>A portal on a PostgreSQL database of its own, whatever the run's is.</summary>
public sealed class PostgresPortal : Portal
{
    public PostgresPortal() => IsOnPostgres = true;
}
