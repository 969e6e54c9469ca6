using AuthPortal.Data.Postgres;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AuthPortal.Data.Migrations.Postgres;

/// <summary>
/// What the database does by itself: the entries of the revocation feed, and the notices and the count of changes that
/// other nodes' memories follow. A reader of the feed goes by the number, so a lock keeps the numbers in the order of
/// the commits.
/// </summary>
[DbContext(typeof(PostgresDbContext))]
[Migration("20261126150348_Triggers")]
public sealed class Triggers : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql($$"""
            CREATE FUNCTION authportal_revoke(claim text, revoked text, expires bigint) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock({{PostgresLocks.Feed}});
                INSERT INTO "Revocations" ("Claim", "Value", "At", "ExpiresAt")
                VALUES (claim, revoked, (extract(epoch FROM clock_timestamp()) * 1000)::bigint, expires);
            END $$;

            CREATE FUNCTION authportal_in_ten_days() RETURNS bigint LANGUAGE sql AS
                'SELECT ((extract(epoch FROM clock_timestamp()) + 864000) * 1000)::bigint';

            CREATE FUNCTION authportal_family_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM authportal_revoke('fid', OLD."Id"::text, OLD."ExpiresAt");
                RETURN NULL;
            END $$;
            CREATE TRIGGER "TR_TokenFamilies_Deleted" AFTER DELETE ON "TokenFamilies"
                FOR EACH ROW EXECUTE FUNCTION authportal_family_deleted();

            CREATE FUNCTION authportal_token_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM authportal_revoke('jti', NEW."TokenId", NEW."ExpiresAt");
                RETURN NULL;
            END $$;
            CREATE TRIGGER "TR_RevokedAccessTokens_Inserted" AFTER INSERT ON "RevokedAccessTokens"
                FOR EACH ROW EXECUTE FUNCTION authportal_token_revoked();

            CREATE FUNCTION authportal_client_ended() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM authportal_revoke('client_id', OLD."Id", authportal_in_ten_days());
                RETURN NULL;
            END $$;
            CREATE TRIGGER "TR_Clients_Deleted" AFTER DELETE ON "Clients"
                FOR EACH ROW EXECUTE FUNCTION authportal_client_ended();
            CREATE TRIGGER "TR_Clients_Disabled" AFTER UPDATE OF "DisabledAt" ON "Clients"
                FOR EACH ROW WHEN (OLD."DisabledAt" IS NULL AND NEW."DisabledAt" IS NOT NULL)
                EXECUTE FUNCTION authportal_client_ended();
            """);
        migrationBuilder.Sql($$"""
            CREATE TABLE "ChangeCount" ("Version" bigint NOT NULL);
            INSERT INTO "ChangeCount" VALUES (0);

            CREATE FUNCTION authportal_changed() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                UPDATE "ChangeCount" SET "Version" = "Version" + 1;
                PERFORM pg_notify('{{PostgresNotices.Channel}}', TG_ARGV[0]);
                RETURN NULL;
            END $$;
            CREATE FUNCTION authportal_client_changed() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE client text;
            BEGIN
                IF TG_TABLE_NAME = 'ClientSecrets' THEN
                    client := CASE WHEN TG_OP = 'DELETE' THEN OLD."ClientId" ELSE NEW."ClientId" END;
                ELSE
                    client := CASE WHEN TG_OP = 'DELETE' THEN OLD."Id" ELSE NEW."Id" END;
                END IF;
                UPDATE "ChangeCount" SET "Version" = "Version" + 1;
                PERFORM pg_notify('{{PostgresNotices.Channel}}', 'client:' || client);
                RETURN NULL;
            END $$;

            CREATE TRIGGER "TR_Clients_Changed"
                AFTER DELETE OR UPDATE OF "Name", "Metadata", "OwnerId", "Verified", "DisabledAt", "PendingSince", "Source"
                ON "Clients" FOR EACH ROW EXECUTE FUNCTION authportal_client_changed();
            CREATE TRIGGER "TR_ClientSecrets_Changed"
                AFTER INSERT OR DELETE OR UPDATE OF "Hash", "ExpiresAt", "ProtectedValue"
                ON "ClientSecrets" FOR EACH ROW EXECUTE FUNCTION authportal_client_changed();
            CREATE TRIGGER "TR_Scopes_Changed" AFTER INSERT OR UPDATE OR DELETE ON "Scopes"
                FOR EACH STATEMENT EXECUTE FUNCTION authportal_changed('scopes');
            CREATE TRIGGER "TR_Resources_Changed" AFTER INSERT OR UPDATE OR DELETE ON "Resources"
                FOR EACH STATEMENT EXECUTE FUNCTION authportal_changed('scopes');
            CREATE TRIGGER "TR_AuthorizationDetailTypes_Changed" AFTER INSERT OR UPDATE OR DELETE ON "AuthorizationDetailTypes"
                FOR EACH STATEMENT EXECUTE FUNCTION authportal_changed('scopes');
            """);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql("""
            DROP TRIGGER "TR_AuthorizationDetailTypes_Changed" ON "AuthorizationDetailTypes";
            DROP TRIGGER "TR_Resources_Changed" ON "Resources";
            DROP TRIGGER "TR_Scopes_Changed" ON "Scopes";
            DROP TRIGGER "TR_ClientSecrets_Changed" ON "ClientSecrets";
            DROP TRIGGER "TR_Clients_Changed" ON "Clients";
            DROP TRIGGER "TR_Clients_Disabled" ON "Clients";
            DROP TRIGGER "TR_Clients_Deleted" ON "Clients";
            DROP TRIGGER "TR_RevokedAccessTokens_Inserted" ON "RevokedAccessTokens";
            DROP TRIGGER "TR_TokenFamilies_Deleted" ON "TokenFamilies";
            DROP FUNCTION authportal_client_changed, authportal_changed, authportal_client_ended, authportal_token_revoked,
                authportal_family_deleted, authportal_in_ten_days, authportal_revoke;
            DROP TABLE "ChangeCount";
            """);
    }
}
