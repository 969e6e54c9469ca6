using AuthPortal.Data.Entities;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;

namespace AuthPortal.Tests.Accounts;

/// <summary>A portal that counts how often a password is really verified: the work that time would tell.</summary>
public sealed class CountingPortal : Portal
{
    private int _verifications;

    public int Verifications => _verifications;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
            services.AddScoped<IPasswordHasher<User>>(_ => new CountingHasher(this)));
    }

    private sealed class CountingHasher(CountingPortal portal) : PasswordHasher<User>
    {
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
