using System.Text.Json;
using AuthPortal.Data.Entities;

namespace AuthPortal.Data.Sql;

/// <summary>Stores the rows that hot paths make, as the change tracker would: every column, converted alike.</summary>
public static class NewRows
{
    internal static readonly SqlStatement Code = SqlStatement.Insert(
        "AuthorizationCodes",
        "Hash", "GrantId", "RedirectUri", "RedirectUriWasSent", "Scopes", "Nonce", "CodeChallenge", "Resources",
        "AuthorizationDetails", "RequestedClaims", "DpopThumbprint", "SessionId", "AuthTime", "Amr", "Acr", "UserAgent",
        "IpAddress", "CreatedAt", "ExpiresAt", "ConsumedAt", "FamilyId");

    internal static readonly SqlStatement Family = SqlStatement.Insert(
        "TokenFamilies",
        "Id", "GrantId", "Scopes", "GrantType", "Resources", "AuthorizationDetails", "RequestedClaims", "Confirmation",
        "SessionId", "Nonce", "AuthTime", "Amr", "Acr", "UserAgent", "IpAddress", "CreatedAt", "LastUsedAt", "UserInfoAt",
        "ExpiresAt");

    internal static readonly SqlStatement Refresh = SqlStatement.Insert(
        "RefreshTokens",
        "Hash", "FamilyId", "CreatedAt", "ExpiresAt", "ConsumedAt", "SuccessorHash", "ProtectedSuccessor");

    internal static readonly SqlStatement Access = SqlStatement.Insert(
        "AccessTokens",
        "Hash", "ClientId", "FamilyId", "Scopes", "Audience", "Confirmation", "AuthorizationDetails", "Actor", "CreatedAt",
        "ExpiresAt");

    internal static readonly SqlStatement Event = SqlStatement.Insert(
        "AuditEvents", "At", "Type", "UserId", "ClientId", "IpAddress", "UserAgent", "Data");

    public static async ValueTask AddAsync(this SqlSession sql, AuthorizationCode row)
        => await sql.ExecuteAsync(
            Code,
            row.Hash, row.GrantId, row.RedirectUri, row.RedirectUriWasSent, row.Scopes, row.Nonce, row.CodeChallenge,
            row.Resources, row.AuthorizationDetails, row.RequestedClaims, row.DpopThumbprint, row.SessionId, row.AuthTime,
            row.Amr, row.Acr, row.UserAgent, row.IpAddress, row.CreatedAt, row.ExpiresAt, row.ConsumedAt, row.FamilyId);

    public static async ValueTask AddAsync(this SqlSession sql, TokenFamily row)
        => await sql.ExecuteAsync(
            Family,
            row.Id, row.GrantId, row.Scopes, row.GrantType, row.Resources, row.AuthorizationDetails, row.RequestedClaims,
            row.Confirmation, row.SessionId, row.Nonce, row.AuthTime, row.Amr, row.Acr, row.UserAgent, row.IpAddress,
            row.CreatedAt, row.LastUsedAt, row.UserInfoAt, row.ExpiresAt);

    public static async ValueTask AddAsync(this SqlSession sql, RefreshToken row)
        => await sql.ExecuteAsync(
            Refresh,
            row.Hash, row.FamilyId, row.CreatedAt, row.ExpiresAt, row.ConsumedAt, row.SuccessorHash,
            row.ProtectedSuccessor);

    public static async ValueTask AddAsync(this SqlSession sql, AccessToken row)
        => await sql.ExecuteAsync(
            Access,
            row.Hash, row.ClientId, row.FamilyId, row.Scopes, row.Audience, row.Confirmation, row.AuthorizationDetails,
            row.Actor, row.CreatedAt, row.ExpiresAt);

    public static async ValueTask AddAsync(this SqlSession sql, AuditEvent row)
        => await sql.ExecuteAsync(
            Event,
            row.At, row.Type, row.UserId, row.ClientId, row.IpAddress, row.UserAgent,
            row.Data.Count == 0 ? "{}" : JsonSerializer.Serialize(row.Data));
}
