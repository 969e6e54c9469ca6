using System.Net;
using System.Text.Json;
using AuthPortal.Accounts;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Accounts;

/// <summary>Web Authentication Level 3 §13.4: what an attacker can send instead of a passkey.</summary>
public sealed class PasskeyTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task What_is_asked_for_is_bound_to_the_issuer_and_demands_the_owner()
    {
        using var client = portal.NewClient();
        using var form = await client.FillAsync("/login");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/passkeys/sign-in") { Content = form };
        request.Headers.Host = "evil.example.test";
        var answer = await client.SendAsync(request);
        using var options = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("portal.example.test", options.RootElement.GetProperty("rpId").GetString());
        Assert.Equal("required", options.RootElement.GetProperty("userVerification").GetString());
        Assert.True(options.RootElement.GetProperty("challenge").GetString()!.Length >= 22);
        Assert.False(options.RootElement.TryGetProperty("allowCredentials", out var listed) && listed.GetArrayLength() > 0);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"id":"AAAA","rawId":"AAAA","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"e30","authenticatorData":"AAAA","signature":"AAAA"}}""")]
    public async Task What_is_no_passkey_signs_nobody_in(string credential)
    {
        using var client = portal.NewClient();
        using var options = await client.FillAsync("/login");
        await client.PostAsync("/passkeys/sign-in", options);
        var answer = await client.PostFormAsync("/login", ("_handler", "passkey"), ("Input.Passkey", credential));
        Assert.Equal((HttpStatusCode.OK, null), (answer.StatusCode, answer.SessionOf()));
        Assert.Contains("was not accepted", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    public async Task What_is_no_passkey_makes_no_account_and_is_added_to_none(string credential)
    {
        var user = await portal.AddUserAsync("unkeyed" + credential.Length);
        using var client = portal.NewClient();
        var name = "keyless" + credential.Length;
        using var ask = await client.FillAsync("/signup", ("Input.UserName", name));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/passkeys/sign-up", ask)).StatusCode);
        var made = await client.PostFormAsync(
            "/signup", ("Input.UserName", name), ("Input.Email", name + "@example.test"), ("Input.Passkey", credential));
        Assert.Null(made.SessionOf());
        Assert.False(await portal.ReadAsync(db => db.Users.AnyAsync(u => u.UserName == name)));

        using var browser = new Browser(portal);
        await browser.HasSignedInAsync(user.UserName!);
        await browser.Http.PostFormAsync(
            "/account/security", ("_handler", "add-passkey"), ("Input.Passkey", credential));
        Assert.Equal(0, await portal.ReadAsync(db =>
            db.Set<Microsoft.AspNetCore.Identity.IdentityUserPasskey<string>>().CountAsync(p => p.UserId == user.Id)));
    }

    [Fact]
    public async Task Nobody_begins_to_add_one_without_a_fresh_sign_in()
    {
        await portal.AddUserAsync("left-open");
        using var browser = new Browser(portal);
        await browser.HasSignedInAsync("left-open");
        using var fresh = await browser.Http.FillAsync("/account/security");
        Assert.Equal(HttpStatusCode.OK, (await browser.Http.PostAsync("/passkeys/add", fresh)).StatusCode);
        portal.Clock.Advance(TimeSpan.FromMinutes(11));
        using var stale = await browser.Http.FillAsync("/account/security");
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Http.PostAsync("/passkeys/add", stale)).StatusCode);
        using var nobody = portal.NewClient();
        using var form = await nobody.FillAsync("/login");
        Assert.Equal(HttpStatusCode.Forbidden, (await nobody.PostAsync("/passkeys/add", form)).StatusCode);
        using var again = await nobody.FillAsync("/login");
        Assert.Equal(HttpStatusCode.Forbidden, (await nobody.PostAsync("/passkeys/verify", again)).StatusCode);
    }

    [Theory]
    [InlineData("pwd", AuthenticationContext.Password)]
    [InlineData("pwd otp mfa", AuthenticationContext.MultiFactor)]
    [InlineData("pwd mfa", AuthenticationContext.MultiFactor)]
    [InlineData("swk user mfa", AuthenticationContext.PhishingResistant)]
    [InlineData("hwk user mfa", AuthenticationContext.PhishingResistant)]
    [InlineData("hwk user", AuthenticationContext.Password)]
    [InlineData("", AuthenticationContext.Password)]
    public void What_was_used_is_what_it_counts_for(string amr, string acr)
        => Assert.Equal(acr, AuthenticationContext.Of(amr.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Freshness_is_ten_minutes_and_the_second_factor_where_there_is_one()
    {
        var now = portal.Clock.GetUtcNow();
        SignedInPerson Person(int minutes, params string[] amr) => new("id", "sid", now.AddMinutes(-minutes), amr);
        Assert.True(FreshSignIn.Holds(Person(10, "pwd"), hasSecondFactor: false, now));
        Assert.False(FreshSignIn.Holds(Person(11, "pwd"), hasSecondFactor: false, now));
        Assert.False(FreshSignIn.Holds(Person(0, "pwd"), hasSecondFactor: true, now));
        Assert.True(FreshSignIn.Holds(Person(0, "pwd", "mfa"), hasSecondFactor: true, now));
        Assert.True(FreshSignIn.Holds(Person(0, "swk", "user", "mfa"), hasSecondFactor: true, now));
    }
}
