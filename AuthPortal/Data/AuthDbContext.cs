using AuthPortal.Data.Conversions;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AuthPortal.Data;

/// <summary>Everything that is stored. Rules live in the rooms above.</summary>
public sealed class AuthDbContext(DbContextOptions<AuthDbContext> options) : IdentityDbContext<User>(options)
{
    public DbSet<Client> Clients => Set<Client>();

    public DbSet<ClientSecret> ClientSecrets => Set<ClientSecret>();

    public DbSet<Scope> Scopes => Set<Scope>();

    public DbSet<Resource> Resources => Set<Resource>();

    public DbSet<Grant> Grants => Set<Grant>();

    public DbSet<TokenFamily> TokenFamilies => Set<TokenFamily>();

    public DbSet<AuthorizationCode> AuthorizationCodes => Set<AuthorizationCode>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();

    public DbSet<RevokedAccessToken> RevokedAccessTokens => Set<RevokedAccessToken>();

    public DbSet<Interaction> Interactions => Set<Interaction>();

    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    public DbSet<DeviceAuthorization> DeviceAuthorizations => Set<DeviceAuthorization>();

    public DbSet<PushedRequest> PushedRequests => Set<PushedRequest>();

    public DbSet<UsedAssertion> UsedAssertions => Set<UsedAssertion>();

    public DbSet<LogoutNotice> LogoutNotices => Set<LogoutNotice>();

    public DbSet<InitialAccessToken> InitialAccessTokens => Set<InitialAccessToken>();

    public DbSet<AuthorizationDetailType> AuthorizationDetailTypes => Set<AuthorizationDetailType>();

    public DbSet<Revocation> Revocations => Set<Revocation>();

    public DbSet<ServerSecret> ServerSecrets => Set<ServerSecret>();

    /// <summary>True while the write queue runs this context, which then holds the turn already.</summary>
    internal bool HasWriteTurn { get; set; }

    /// <summary>Outside the write queue (Identity's stores) a save waits for its turn.</summary>
    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken = default)
    {
        if (HasWriteTurn)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        using var held = await this.GetService<WriteTurn>().TakeAsync(cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(AuthDbContext).Assembly);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMillisecondsConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
        configurationBuilder.Properties<Dictionary<string, string>>()
            .HaveConversion<JsonConverter<Dictionary<string, string>>, JsonComparer<Dictionary<string, string>>>();
    }
}
