using System.Data.Common;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Grants;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace AuthPortal.Tests.Grants;

/// <summary>Somebody with thousands of connected apps.</summary>
public sealed class ManyAppsTests(Portal portal) : IClassFixture<Portal>
{
    private const int Many = 3000;

    [Fact]
    public async Task Thousands_are_listed_by_one_query_that_reads_no_table_from_end_to_end()
    {
        var person = await SeedAsync();
        var commands = new List<string>();
        var apps = new ConnectedApps(
            new Spied(portal.Services, commands),
            portal.Services.GetRequiredService<IOptions<OAuthOptions>>(),
            portal.Clock);
        var listed = await apps.ListAsync(person.Id, CancellationToken.None);

        Assert.Equal(Many, listed.Count);
        var query = Assert.Single(commands);
        Assert.Equal(Many / 2, listed.Count(a => a.SignedInPlaces == 1 && a.LastUserAgent == "Browser"));
        Assert.Equal(Many / 2, listed.Count(a => a.CanActAway));
        Assert.All(listed, a => Assert.Equal("owner", a.Developer));
        var plan = await PlanAsync(query);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
    }

    /// <summary>Every second one is signed in, and may refresh.</summary>
    private async Task<User> SeedAsync()
    {
        var owner = await portal.AddUserAsync("owner");
        var person = await portal.AddUserAsync("collector");
        var now = portal.Clock.GetUtcNow();
        await portal.WriteAsync(db =>
        {
            for (var i = 0; i < Many; i++)
            {
                var clientId = $"many-{i}";
                db.Clients.Add(new Client
                {
                    Id = clientId,
                    Name = clientId,
                    OwnerId = owner.Id,
                    Metadata = new ClientMetadata { ClientName = clientId },
                    CreatedAt = now,
                    UpdatedAt = now,
                });
                var grant = new Grant
                {
                    Id = Guid.CreateVersion7(now),
                    UserId = person.Id,
                    ClientId = clientId,
                    Scopes = "openid",
                    CreatedAt = now,
                    UpdatedAt = now,
                };
                db.Grants.Add(grant);
                if (i % 2 == 0)
                {
                    AddFamily(db, grant.Id, now);
                }
            }

            return Task.CompletedTask;
        });
        return person;
    }

    private static void AddFamily(AuthDbContext db, Guid grantId, DateTimeOffset now)
    {
        var family = new TokenFamily
        {
            Id = Guid.CreateVersion7(now),
            GrantId = grantId,
            GrantType = "authorization_code",
            Scopes = "openid",
            UserAgent = "Browser",
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = now.AddDays(1),
        };
        db.TokenFamilies.Add(family);
        db.RefreshTokens.Add(new RefreshToken
        {
            Hash = Secrets.Hash(family.Id.ToString()),
            FamilyId = family.Id,
            CreatedAt = now,
            ExpiresAt = now.AddDays(1),
        });
    }

    private Task<List<string>> PlanAsync(string query) => portal.ReadAsync(async db =>
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        await db.Database.OpenConnectionAsync();
#pragma warning disable CA2100 // The portal's own query, caught on its way.
        command.CommandText = "EXPLAIN QUERY PLAN " + query;
#pragma warning restore CA2100
        foreach (var name in query.Split(' ', '\n', ')', '(').Where(w => w.StartsWith('@')).Distinct())
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, 0);
            command.Parameters.Add(parameter);
        }

        var steps = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            steps.Add(reader.GetString(3));
        }

        return steps;
    });

    private sealed class Spied(IServiceProvider services, List<string> commands)
        : DbCommandInterceptor, IDbContextFactory<AuthDbContext>
    {
        private readonly string? _connection =
            services.GetRequiredService<IConfiguration>().GetConnectionString("AuthPortal");

        public AuthDbContext CreateDbContext() => new(
            new DbContextOptionsBuilder<AuthDbContext>().UseSqlite(_connection)
                .UseApplicationServiceProvider(services).AddInterceptors(this).Options);

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            commands.Add(command.CommandText);
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }
    }
}
