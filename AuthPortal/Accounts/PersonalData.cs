using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>All that is stored about a person, for them to take along. No secret, hash or token is in it.</summary>
public sealed class PersonalData(IDbContextFactory<AuthDbContext> contexts, TimeProvider clock)
{
    /// <summary>Null when there is no such person.</summary>
    public async Task<JsonObject?> ReadAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, cancellationToken);
        return user is null
            ? null
            : new JsonObject
            {
                ["exported_at"] = clock.GetUtcNow().ToString("O"),
                ["account"] = Account(user),
                ["sessions"] = await SessionsAsync(db, userId, cancellationToken),
                ["connected_apps"] = await AppsAsync(db, userId, cancellationToken),
                ["registered_apps"] = await OwnAppsAsync(db, userId, cancellationToken),
                ["activity"] = await ActivityAsync(db, userId, cancellationToken),
            };
    }

    private static JsonObject Account(User user) => new()
    {
        ["id"] = user.Id,
        ["user_name"] = user.UserName,
        ["email"] = user.Email,
        ["email_verified"] = user.EmailConfirmed,
        ["phone_number"] = user.PhoneNumber,
        ["phone_number_verified"] = user.PhoneNumberConfirmed,
        ["created_at"] = user.CreatedAt.ToString("O"),
        ["updated_at"] = user.UpdatedAt.ToString("O"),
        ["profile"] = JsonSerializer.SerializeToNode(user.Profile),
    };

    private static async Task<JsonArray> SessionsAsync(AuthDbContext db, string userId, CancellationToken cancellationToken)
        => ListOf(
            await db.Sessions.AsNoTracking().Where(s => s.UserId == userId).ToListAsync(cancellationToken),
            s => new JsonObject
            {
                ["since"] = s.CreatedAt.ToString("O"),
                ["last_seen"] = s.LastSeenAt.ToString("O"),
                ["address"] = s.IpAddress,
                ["browser"] = s.UserAgent,
            });

    private static async Task<JsonArray> AppsAsync(AuthDbContext db, string userId, CancellationToken cancellationToken)
        => ListOf(
            await db.Grants.AsNoTracking().AsSplitQuery().Include(g => g.Client).Include(g => g.Families)
                .Where(g => g.UserId == userId).ToListAsync(cancellationToken),
            g => new JsonObject
            {
                ["client_id"] = g.ClientId,
                ["name"] = g.Client!.Name,
                ["allowed"] = g.Scopes,
                ["left_out"] = g.DeniedScopes,
                ["details"] = g.AuthorizationDetails is { } details ? JsonNode.Parse(details) : null,
                ["allowed_at"] = g.CreatedAt.ToString("O"),
                ["last_used_at"] = g.LastUsedAt?.ToString("O"),
                ["ends_at"] = g.ExpiresAt?.ToString("O"),
                ["sign_ins"] = ListOf(g.Families, f => new JsonObject
                {
                    ["since"] = f.CreatedAt.ToString("O"),
                    ["last_used_at"] = f.LastUsedAt.ToString("O"),
                    ["address"] = f.IpAddress,
                    ["browser"] = f.UserAgent,
                }),
            });

    private static async Task<JsonArray> OwnAppsAsync(AuthDbContext db, string userId, CancellationToken cancellationToken)
        => ListOf(
            await db.Clients.AsNoTracking().Where(c => c.OwnerId == userId).ToListAsync(cancellationToken),
            c => new JsonObject
            {
                ["client_id"] = c.Id,
                ["name"] = c.Name,
                ["created_at"] = c.CreatedAt.ToString("O"),
            });

    private static async Task<JsonArray> ActivityAsync(AuthDbContext db, string userId, CancellationToken cancellationToken)
        => ListOf(
            await db.AuditEvents.AsNoTracking().Where(e => e.UserId == userId).OrderBy(e => e.At)
                .ToListAsync(cancellationToken),
            e => new JsonObject
            {
                ["at"] = e.At.ToString("O"),
                ["type"] = e.Type,
                ["client_id"] = e.ClientId,
                ["address"] = e.IpAddress,
                ["browser"] = e.UserAgent,
                ["data"] = JsonSerializer.SerializeToNode(e.Data),
            });

    private static JsonArray ListOf<T>(IEnumerable<T> rows, Func<T, JsonObject> write) => new([.. rows.Select(write)]);
}
