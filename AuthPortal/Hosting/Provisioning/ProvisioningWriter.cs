using AuthPortal.Clients;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Hosting.Provisioning;

/// <summary>Brings the stored rows to what the file says; what it does not name is left alone.</summary>
internal sealed class ProvisioningWriter(
    IPasswordHasher<User> hasher,
    ILookupNormalizer normalizer,
    SecretVault vault,
    TimeProvider clock)
{
    /// <summary>Tells the file's secrets from those that an owner added later.</summary>
    private const string SecretName = "provisioning";

    public async Task ApplyAsync(
        AuthDbContext db,
        ProvisioningFile file,
        IReadOnlyList<ProvisionedClient> clients,
        ClientSource source,
        CancellationToken cancellationToken)
    {
        foreach (var scope in file.Scopes)
        {
            await ApplyAsync(db, scope, cancellationToken);
        }

        foreach (var resource in file.Resources)
        {
            await ApplyAsync(db, resource, cancellationToken);
        }

        foreach (var type in file.AuthorizationDetailTypes)
        {
            await ApplyAsync(db, type, cancellationToken);
        }

        foreach (var token in file.InitialAccessTokens)
        {
            await ApplyAsync(db, token, cancellationToken);
        }

        foreach (var user in file.Users)
        {
            await ApplyAsync(db, user, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        foreach (var client in clients)
        {
            await ApplyAsync(db, client, source, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task ApplyAsync(AuthDbContext db, ProvisionedScope wanted, CancellationToken cancellationToken)
    {
        var scope = await db.Scopes.FindAsync([wanted.Name], cancellationToken)
            ?? db.Scopes.Add(new Scope { Name = wanted.Name, DisplayName = wanted.DisplayName }).Entity;
        scope.DisplayName = wanted.DisplayName;
        scope.Description = wanted.Description;
        scope.DisplayNameKo = wanted.DisplayNameKo;
        scope.DescriptionKo = wanted.DescriptionKo;
    }

    private static async Task ApplyAsync(
        AuthDbContext db,
        ProvisionedResource wanted,
        CancellationToken cancellationToken)
    {
        var scopes = ScopeSet.Of(wanted.Scopes ?? []).ToString();
        var resource = await db.Resources.FindAsync([wanted.Identifier], cancellationToken)
            ?? db.Resources.Add(
                new Resource { Identifier = wanted.Identifier, Name = wanted.Name, Scopes = scopes }).Entity;
        resource.Name = wanted.Name;
        resource.Scopes = scopes;
    }

    private async Task ApplyAsync(
        AuthDbContext db,
        ProvisionedInitialToken wanted,
        CancellationToken cancellationToken)
    {
        var hash = Secrets.Hash(wanted.Token);
        if (!await db.InitialAccessTokens.AnyAsync(t => t.Hash == hash, cancellationToken))
        {
            var now = clock.GetUtcNow();
            db.InitialAccessTokens.Add(new InitialAccessToken
            {
                Id = Guid.CreateVersion7(now),
                Hash = hash,
                Name = wanted.Name,
                CreatedAt = now,
                ExpiresAt = now.AddDays(wanted.ExpiresInDays),
                UsesLeft = wanted.Uses,
            });
        }
    }

    private static async Task ApplyAsync(
        AuthDbContext db,
        ProvisionedDetailType wanted,
        CancellationToken cancellationToken)
    {
        var schema = wanted.Schema.ToJsonString();
        var type = await db.AuthorizationDetailTypes.FindAsync([wanted.Type], cancellationToken)
            ?? db.AuthorizationDetailTypes.Add(new AuthorizationDetailType
            {
                Type = wanted.Type,
                DisplayName = wanted.DisplayName,
                Schema = schema,
            }).Entity;
        type.DisplayName = wanted.DisplayName;
        type.DisplayNameKo = wanted.DisplayNameKo;
        type.Schema = schema;
    }

    private async Task ApplyAsync(AuthDbContext db, ProvisionedUser wanted, CancellationToken cancellationToken)
    {
        var name = normalizer.NormalizeName(wanted.UserName);
        var user = await db.Users.FirstOrDefaultAsync(u => u.NormalizedUserName == name, cancellationToken)
            ?? db.Users.Add(new User { CreatedAt = clock.GetUtcNow(), LockoutEnabled = true }).Entity;
        user.UserName = wanted.UserName;
        user.NormalizedUserName = name;
        user.Email = wanted.Email;
        user.NormalizedEmail = normalizer.NormalizeEmail(wanted.Email);
        user.EmailConfirmed = wanted.EmailConfirmed;
        user.Profile = wanted.Claims ?? user.Profile;
        if (user.PasswordHash is not { } hash
            || hasher.VerifyHashedPassword(user, hash, wanted.Password) == PasswordVerificationResult.Failed)
        {
            user.PasswordHash = hasher.HashPassword(user, wanted.Password);
            user.SecurityStamp = Secrets.Generate();
        }

        if (db.Entry(user).State is EntityState.Added or EntityState.Modified)
        {
            user.UpdatedAt = clock.GetUtcNow();
        }

        await AddRolesAsync(db, user, wanted.Roles ?? [], cancellationToken);
    }

    private async Task AddRolesAsync(
        AuthDbContext db,
        User user,
        IReadOnlyList<string> roles,
        CancellationToken cancellationToken)
    {
        foreach (var wanted in roles)
        {
            var name = normalizer.NormalizeName(wanted);
            var role = db.Roles.Local.FirstOrDefault(r => r.NormalizedName == name)
                ?? await db.Roles.FirstOrDefaultAsync(r => r.NormalizedName == name, cancellationToken)
                ?? db.Roles.Add(new IdentityRole(wanted) { NormalizedName = name }).Entity;
            if (await db.UserRoles.FindAsync([user.Id, role.Id], cancellationToken) is null)
            {
                db.UserRoles.Add(new IdentityUserRole<string> { UserId = user.Id, RoleId = role.Id });
            }
        }
    }

    private async Task ApplyAsync(
        AuthDbContext db,
        ProvisionedClient wanted,
        ClientSource source,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var owner = wanted.Owner is null ? null : normalizer.NormalizeName(wanted.Owner);
        var client = await db.Clients.Include(c => c.Secrets)
                .FirstOrDefaultAsync(c => c.Id == wanted.Id, cancellationToken)
            ?? db.Clients.Add(new Client
            {
                Id = wanted.Id,
                Name = wanted.Id,
                Metadata = wanted.Metadata,
                CreatedAt = now,
                Source = source,
            }).Entity;
        client.Name = wanted.Metadata.ClientName ?? wanted.Id;
        await SectorProof.MoveAsync(db, client.Id, client.Metadata, wanted.Metadata);
        client.Metadata = wanted.Metadata;
        client.OwnerId = owner is null
            ? null
            : (await db.Users.FirstAsync(u => u.NormalizedUserName == owner, cancellationToken)).Id;
        if (db.Entry(client).State is EntityState.Added or EntityState.Modified)
        {
            client.UpdatedAt = now;
        }

        if (wanted.Secret is { } secret && !client.Secrets.Any(s => Secrets.Matches(secret, s.Hash)))
        {
            db.ClientSecrets.RemoveRange(client.Secrets.Where(s => s.Name == SecretName));
            db.ClientSecrets.Add(new ClientSecret
            {
                Id = Guid.CreateVersion7(now),
                ClientId = client.Id,
                Hash = Secrets.Hash(secret),
                ProtectedValue = wanted.Metadata.TokenEndpointAuthMethod == ClientAuthMethod.SecretJwt
                    ? vault.Seal(secret)
                    : null,
                Hint = secret[^Math.Min(4, secret.Length / 4)..],
                Name = SecretName,
                CreatedAt = now,
            });
        }
    }
}
