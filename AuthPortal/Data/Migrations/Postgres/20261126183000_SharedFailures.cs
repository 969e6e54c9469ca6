using AuthPortal.Data.Postgres;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AuthPortal.Data.Migrations.Postgres;

/// <summary>
/// The counts of failed guesses that the nodes share, and the key of the hash that they know the parties by. They outlive
/// no crash of the server and so cost no write-ahead log: who makes it crash has other ways in.
/// </summary>
[DbContext(typeof(PostgresDbContext))]
[Migration("20261126183000_SharedFailures")]
public sealed class SharedFailures : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql("""
            CREATE UNLOGGED TABLE "FailureCounts" (
                "Kind" text NOT NULL,
                "Slot" integer NOT NULL,
                "Count" integer NOT NULL,
                "Since" bigint NOT NULL,
                PRIMARY KEY ("Kind", "Slot"));

            CREATE TABLE "FailureKey" ("Octets" bytea NOT NULL);
            INSERT INTO "FailureKey"
            SELECT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
            """);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql("""DROP TABLE "FailureCounts", "FailureKey";""");
    }
}
