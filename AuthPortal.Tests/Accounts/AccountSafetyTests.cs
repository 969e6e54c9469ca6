using AuthPortal.Accounts;
using AuthPortal.Accounts.SecondFactors;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

/// <summary>The dashboard's one next step goes by what the person really has.</summary>
public sealed class AccountSafetyTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task It_goes_from_a_second_factor_by_recovery_codes_and_the_address_to_nothing()
    {
        var user = await portal.AddUserAsync("unsafe");
        Assert.Equal(SafetyStep.Passkey, await NextAsync(user.Id));
        var phone = await Phone.OfNewPersonAsync(portal, "safe");
        var proof = portal.Services.GetRequiredService<SecondFactorProof>();
        foreach (var code in phone.RecoveryCodes)
        {
            Assert.Equal(SafetyStep.None, await NextAsync(phone.User.Id));
            Assert.Equal(
                SecondFactorOutcome.Proven,
                await proof.ProveRecoveryCodeAsync(phone.User.Id, code, new Visitor(null, null)));
        }

        Assert.Equal(SafetyStep.RecoveryCodes, await NextAsync(phone.User.Id));
        await portal.Services.GetRequiredService<RecoveryCodes>().RenewAsync(phone.User.Id, new Visitor(null, null));
        await portal.WriteAsync(db => db.Users.Where(u => u.Id == phone.User.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.EmailConfirmed, false)));
        Assert.Equal(SafetyStep.Email, await NextAsync(phone.User.Id));
        Assert.Equal(SafetyStep.None, await NextAsync("nobody"));
    }

    [Fact]
    public async Task The_first_page_says_it()
    {
        await Phone.OfNewPersonAsync(portal, "calm");
        await portal.AddUserAsync("careless");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("calm");
        Assert.NotNull((await browser.GoAsync("/")).Page!.QuerySelector("main .next .badge.ok"));
        await browser.HasSignedInAsync("careless");
        Assert.NotNull((await browser.GoAsync("/")).Page!.QuerySelector("main .next .badge.warn"));
    }

    private Task<SafetyStep> NextAsync(string userId)
        => portal.Services.GetRequiredService<AccountSafety>().NextAsync(userId, default);
}
