using AuthPortal.Accounts;
using AuthPortal.Accounts.SecondFactors;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace AuthPortal.Tests.Fixtures;

/// <summary>A person's authenticator app, as their phone has it.</summary>
internal sealed record Phone(Portal Portal, User User, byte[] Key, IReadOnlyList<string> RecoveryCodes)
{
    /// <summary>What it shows now, or so many steps from now.</summary>
    public string Code(int steps = 0)
        => new Totp(Key).ComputeTotp(NowOf(Portal).AddSeconds(30 * steps));

    /// <summary>What it shows next, once it does: no code is taken twice.</summary>
    public string NextCode()
    {
        Portal.Clock.Advance(TimeSpan.FromSeconds(30));
        return Code();
    }

    public string WrongCode() => Code(steps: 1000);

    /// <summary>A new person with an app, by the portal's own set-up.</summary>
    public static async Task<Phone> OfNewPersonAsync(Portal portal, string userName)
    {
        var user = await portal.AddUserAsync(userName);
        var keys = portal.Services.GetRequiredService<AuthenticatorKeys>();
        var key = keys.Create(user.Id, userName);
        var codes = await portal.Services.GetRequiredService<AuthenticatorSetup>().AddAsync(
            user.Id,
            key,
            new Totp(key.Key).ComputeTotp(NowOf(portal)),
            new Visitor(null, null));
        return new Phone(portal, user, key.Key, codes!);
    }

    /// <summary>By the clock that the portal goes by.</summary>
    private static DateTime NowOf(Portal portal)
        => portal.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;

    public Task<User> RowAsync() => Portal.ReadAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.Id == User.Id));
}
