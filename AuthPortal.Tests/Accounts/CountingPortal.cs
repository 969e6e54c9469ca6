using System.Data.Common;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AuthPortal.Tests.Accounts;

/// <summary>A portal that counts how often a password is really verified: the work that time would tell.</summary>
public sealed class CountingPortal : Portal
{
    private int _verifications;
    private int _hashes;
    private int _commands;

    public int Verifications => _verifications;

    /// <summary>How often one was hashed, which costs the same.</summary>
    public int Hashes => _hashes;

    /// <summary>How much the database was asked.</summary>
    public int Commands => _commands;

    /// <summary>All that could tell by its time.</summary>
    public (int Verifications, int Hashes, int Commands) Work => (_verifications, _hashes, _commands);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
            services.AddScoped<IPasswordHasher<User>>(_ => new CountingHasher(this))
                .ConfigureDbContext<AuthDbContext>(options => options.AddInterceptors(new CountingCommands(this))));
    }

    private sealed class CountingCommands(CountingPortal portal) : DbCommandInterceptor
    {
        public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
        {
            Interlocked.Increment(ref portal._commands);
            return result;
        }
    }

    private sealed class CountingHasher(CountingPortal portal) : PasswordHasher<User>
    {
        public override string HashPassword(User user, string password)
        {
            Interlocked.Increment(ref portal._hashes);
            return base.HashPassword(user, password);
        }

        public override PasswordVerificationResult VerifyHashedPassword(
            User user,
            string hashedPassword,
            string providedPassword)
        {
            Interlocked.Increment(ref portal._verifications);
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
