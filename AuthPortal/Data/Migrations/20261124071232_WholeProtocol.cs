using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AuthPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class WholeProtocol : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AuthorizationDetails",
                table: "TokenFamilies",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Confirmation",
                table: "TokenFamilies",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "GrantType",
                table: "TokenFamilies",
                type: "TEXT",
                nullable: false,
                defaultValue: "authorization_code");

            migrationBuilder.AddColumn<string>(
                name: "RequestedClaims",
                table: "TokenFamilies",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Resources",
                table: "TokenFamilies",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "AuthorizationDetails",
                table: "Grants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "ProtectedValue",
                table: "ClientSecrets",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PendingSince",
                table: "Clients",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "RegistrationTokenHash",
                table: "Clients",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AuthorizationDetails",
                table: "AuthorizationCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DpopThumbprint",
                table: "AuthorizationCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RequestedClaims",
                table: "AuthorizationCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Resources",
                table: "AuthorizationCodes",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Actor",
                table: "AccessTokens",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AuthorizationDetails",
                table: "AccessTokens",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Confirmation",
                table: "AccessTokens",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AuthorizationDetailTypes",
                columns: table => new
                {
                    Type = table.Column<string>(type: "TEXT", nullable: false),
                    DisplayName = table.Column<string>(type: "TEXT", nullable: false),
                    DisplayNameKo = table.Column<string>(type: "TEXT", nullable: true),
                    Schema = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuthorizationDetailTypes", x => x.Type);
                });

            migrationBuilder.CreateTable(
                name: "DeviceAuthorizations",
                columns: table => new
                {
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UserCodeHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ClientId = table.Column<string>(type: "TEXT", nullable: false),
                    Parameters = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Interval = table.Column<int>(type: "INTEGER", nullable: false),
                    LastPolledAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Decision = table.Column<string>(type: "TEXT", nullable: false),
                    GrantId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Scopes = table.Column<string>(type: "TEXT", nullable: true),
                    SessionId = table.Column<string>(type: "TEXT", nullable: true),
                    AuthTime = table.Column<long>(type: "INTEGER", nullable: true),
                    Amr = table.Column<string>(type: "TEXT", nullable: false),
                    Acr = table.Column<string>(type: "TEXT", nullable: true),
                    UserAgent = table.Column<string>(type: "TEXT", nullable: true),
                    IpAddress = table.Column<string>(type: "TEXT", nullable: true),
                    ConsumedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeviceAuthorizations", x => x.Hash);
                    table.ForeignKey(
                        name: "FK_DeviceAuthorizations_Clients_ClientId",
                        column: x => x.ClientId,
                        principalTable: "Clients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_DeviceAuthorizations_Grants_GrantId",
                        column: x => x.GrantId,
                        principalTable: "Grants",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "InitialAccessTokens",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UsesLeft = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InitialAccessTokens", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LogoutNotices",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ClientId = table.Column<string>(type: "TEXT", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", nullable: false),
                    SessionId = table.Column<string>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    NextAttemptAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastProblem = table.Column<string>(type: "TEXT", nullable: true),
                    GivenUpAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LogoutNotices", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LogoutNotices_Clients_ClientId",
                        column: x => x.ClientId,
                        principalTable: "Clients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PushedRequests",
                columns: table => new
                {
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ClientId = table.Column<string>(type: "TEXT", nullable: false),
                    Parameters = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PushedRequests", x => x.Hash);
                    table.ForeignKey(
                        name: "FK_PushedRequests_Clients_ClientId",
                        column: x => x.ClientId,
                        principalTable: "Clients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Revocations",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Claim = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Revocations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ServerSecrets",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    ProtectedValue = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ServerSecrets", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "UsedAssertions",
                columns: table => new
                {
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsedAssertions", x => x.Hash);
                });

            migrationBuilder.CreateIndex(
                name: "IX_DeviceAuthorizations_ClientId",
                table: "DeviceAuthorizations",
                column: "ClientId");

            migrationBuilder.CreateIndex(
                name: "IX_DeviceAuthorizations_ExpiresAt",
                table: "DeviceAuthorizations",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_DeviceAuthorizations_GrantId",
                table: "DeviceAuthorizations",
                column: "GrantId");

            migrationBuilder.CreateIndex(
                name: "IX_DeviceAuthorizations_UserCodeHash",
                table: "DeviceAuthorizations",
                column: "UserCodeHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_InitialAccessTokens_Hash",
                table: "InitialAccessTokens",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LogoutNotices_ClientId",
                table: "LogoutNotices",
                column: "ClientId");

            migrationBuilder.CreateIndex(
                name: "IX_LogoutNotices_GivenUpAt_NextAttemptAt",
                table: "LogoutNotices",
                columns: new[] { "GivenUpAt", "NextAttemptAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PushedRequests_ClientId",
                table: "PushedRequests",
                column: "ClientId");

            migrationBuilder.CreateIndex(
                name: "IX_PushedRequests_ExpiresAt",
                table: "PushedRequests",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_Revocations_ExpiresAt",
                table: "Revocations",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_UsedAssertions_ExpiresAt",
                table: "UsedAssertions",
                column: "ExpiresAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AuthorizationDetailTypes");

            migrationBuilder.DropTable(
                name: "DeviceAuthorizations");

            migrationBuilder.DropTable(
                name: "InitialAccessTokens");

            migrationBuilder.DropTable(
                name: "LogoutNotices");

            migrationBuilder.DropTable(
                name: "PushedRequests");

            migrationBuilder.DropTable(
                name: "Revocations");

            migrationBuilder.DropTable(
                name: "ServerSecrets");

            migrationBuilder.DropTable(
                name: "UsedAssertions");

            migrationBuilder.DropColumn(
                name: "AuthorizationDetails",
                table: "TokenFamilies");

            migrationBuilder.DropColumn(
                name: "Confirmation",
                table: "TokenFamilies");

            migrationBuilder.DropColumn(
                name: "GrantType",
                table: "TokenFamilies");

            migrationBuilder.DropColumn(
                name: "RequestedClaims",
                table: "TokenFamilies");

            migrationBuilder.DropColumn(
                name: "Resources",
                table: "TokenFamilies");

            migrationBuilder.DropColumn(
                name: "AuthorizationDetails",
                table: "Grants");

            migrationBuilder.DropColumn(
                name: "ProtectedValue",
                table: "ClientSecrets");

            migrationBuilder.DropColumn(
                name: "PendingSince",
                table: "Clients");

            migrationBuilder.DropColumn(
                name: "RegistrationTokenHash",
                table: "Clients");

            migrationBuilder.DropColumn(
                name: "AuthorizationDetails",
                table: "AuthorizationCodes");

            migrationBuilder.DropColumn(
                name: "DpopThumbprint",
                table: "AuthorizationCodes");

            migrationBuilder.DropColumn(
                name: "RequestedClaims",
                table: "AuthorizationCodes");

            migrationBuilder.DropColumn(
                name: "Resources",
                table: "AuthorizationCodes");

            migrationBuilder.DropColumn(
                name: "Actor",
                table: "AccessTokens");

            migrationBuilder.DropColumn(
                name: "AuthorizationDetails",
                table: "AccessTokens");

            migrationBuilder.DropColumn(
                name: "Confirmation",
                table: "AccessTokens");
        }
    }
}
