using AuthPortal.Data.Conversions;
using AuthPortal.Data.Entities;
using AuthPortal.Data.Sql;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AuthPortal.Data;

/// <summary>Everything that is stored. Rules live in the rooms above.</summary>
public class AuthDbContext : IdentityDbContext<User>
{
    public AuthDbContext(DbContextOptions<AuthDbContext> options)
        : base(options)
    {
    }

    /// <summary>For the context of another provider, which has its own migrations.</summary>
    protected AuthDbContext(DbContextOptions options)
        : base(options)
    {
    }

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

    public DbSet<ClientError> ClientErrors => Set<ClientError>();

    public DbSet<UsageCount> UsageCounts => Set<UsageCount>();

    public DbSet<ActivePerson> ActivePeople => Set<ActivePerson>();

    public DbSet<ClientMember> ClientMembers => Set<ClientMember>();

    public DbSet<ClientInvitation> ClientInvitations => Set<ClientInvitation>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Picture> Pictures => Set<Picture>();

    public DbSet<ServerSecret> ServerSecrets => Set<ServerSecret>();

    public DbSet<OutgoingMail> OutgoingMails => Set<OutgoingMail>();

    public DbSet<KnownBrowser> KnownBrowsers => Set<KnownBrowser>();

    public DbSet<AuthenticatorApp> AuthenticatorApps => Set<AuthenticatorApp>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<PasskeyUse> PasskeyUses => Set<PasskeyUse>();

    /// <summary>True while the write queue runs this context, which then holds the turn already.</summary>
    internal bool HasWriteTurn { get; set; }

    /// <summary>Whether there is one writer at a time, as in SQLite.</summary>
    protected virtual bool TakesTurns => true;

    /// <summary>The writer's prepared statements; null outside the write queue.</summary>
    internal SqlSession? Sql { get; set; }

    /// <summary>
    /// The writer's prepared statements. What is tracked is stored first, so that rows which hang on it may follow.
    /// </summary>
    /// <exception cref="InvalidOperationException">Outside the write queue.</exception>
    internal async ValueTask<SqlSession> StatementsAsync()
    {
        await SaveTrackedAsync();
        return Sql ?? throw new InvalidOperationException("Statements are the write queue's: hand it the write.");
    }

    /// <summary>Costs nothing where nothing is tracked.</summary>
    internal async ValueTask SaveTrackedAsync()
    {
        if (ChangeTracker.HasChanges())
        {
            await SaveChangesAsync();
        }
    }

    /// <summary>Outside the write queue (Identity's stores) a save waits for its turn.</summary>
    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken = default)
    {
        if (HasWriteTurn || !TakesTurns)
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
