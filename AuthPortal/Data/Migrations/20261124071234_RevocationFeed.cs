using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AuthPortal.Data.Migrations
{
    /// <summary>The feed's entries come from the database itself: whatever deletes a family, by whatever way, tells.</summary>
    public partial class RevocationFeed : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                CREATE TRIGGER TR_TokenFamilies_Deleted AFTER DELETE ON TokenFamilies
                BEGIN
                    INSERT INTO Revocations (Claim, Value, At, ExpiresAt)
                    VALUES ('fid', lower(OLD.Id), CAST(unixepoch('subsec') * 1000 AS INTEGER), OLD.ExpiresAt);
                END
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER TR_RevokedAccessTokens_Inserted AFTER INSERT ON RevokedAccessTokens
                BEGIN
                    INSERT INTO Revocations (Claim, Value, At, ExpiresAt)
                    VALUES ('jti', NEW.TokenId, CAST(unixepoch('subsec') * 1000 AS INTEGER), NEW.ExpiresAt);
                END
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER TR_Clients_Deleted AFTER DELETE ON Clients
                BEGIN
                    INSERT INTO Revocations (Claim, Value, At, ExpiresAt)
                    VALUES ('client_id', OLD.Id, CAST(unixepoch('subsec') * 1000 AS INTEGER), (unixepoch() + 864000) * 1000);
                END
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER TR_Clients_Disabled AFTER UPDATE OF DisabledAt ON Clients
                WHEN OLD.DisabledAt IS NULL AND NEW.DisabledAt IS NOT NULL
                BEGIN
                    INSERT INTO Revocations (Claim, Value, At, ExpiresAt)
                    VALUES ('client_id', NEW.Id, CAST(unixepoch('subsec') * 1000 AS INTEGER), (unixepoch() + 864000) * 1000);
                END
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER TR_Clients_Disabled");
            migrationBuilder.Sql("DROP TRIGGER TR_Clients_Deleted");
            migrationBuilder.Sql("DROP TRIGGER TR_RevokedAccessTokens_Inserted");
            migrationBuilder.Sql("DROP TRIGGER TR_TokenFamilies_Deleted");
        }
    }
}
