using AuthPortal.Clients.Lint;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;

namespace AuthPortal.Tests.Clients;

/// <summary>What the lint says of a registration, and what it keeps quiet about.</summary>
public sealed class AppLintTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly ClientMetadata Good = new()
    {
        ClientName = "Good",
        RedirectUris = ["https://a.example.test/cb"],
        GrantTypes = [GrantTypeName.AuthorizationCode, GrantTypeName.RefreshToken],
        ResponseTypes = ["code"],
        Scope = "openid profile",
    };

    [Fact]
    public void A_good_app_hears_nothing() => Assert.Empty(Check(Good, "openid profile", Secret(1)));

    [Fact]
    public void A_local_redirect_beside_a_public_one_is_told_and_taken_out()
    {
        var finding = Assert.Single(Check(Good with { RedirectUris = ["https://a.example.test/cb", "http://localhost:5000/cb"] }));
        Assert.Equal((LintRule.LocalRedirect, "http://localhost:5000/cb"), (finding.Rule, finding.Value));
        Assert.Equal(["https://a.example.test/cb"], finding.Mended!.RedirectUris!);
    }

    [Fact]
    public void An_app_under_development_or_on_a_device_may_have_local_redirects()
    {
        Assert.Empty(Check(Good with { RedirectUris = ["http://localhost:5000/cb"] }));
        Assert.Empty(Check(Good with { ApplicationType = "native", RedirectUris = ["http://127.0.0.1/cb", "https://a.example.test/cb"] }));
    }

    [Fact]
    public void A_plain_http_redirect_becomes_https()
    {
        var finding = Assert.Single(Check(Good with { RedirectUris = ["http://a.example.test/cb"] }));
        Assert.Equal(LintRule.HttpRedirect, finding.Rule);
        Assert.Equal(["https://a.example.test/cb"], finding.Mended!.RedirectUris!);
    }

    [Theory]
    [InlineData(GrantTypeName.Implicit, LintRule.ImplicitInUse)]
    [InlineData(GrantTypeName.Password, LintRule.PasswordInUse)]
    public void Legacy_grants_are_taken_away(string grant, LintRule rule)
    {
        var finding = Assert.Single(Check(Good with
        {
            GrantTypes = [GrantTypeName.AuthorizationCode, grant],
            ResponseTypes = grant == GrantTypeName.Implicit ? ["code", "id_token token"] : ["code"],
        }));
        Assert.Equal(rule, finding.Rule);
        Assert.Equal([GrantTypeName.AuthorizationCode], finding.Mended!.GrantTypes!);
        Assert.Equal(["code"], finding.Mended.ResponseTypes!);
    }

    [Fact]
    public void Doing_without_pkce_is_told()
    {
        var finding = Assert.Single(Check(Good with { RequirePkce = false }));
        Assert.Equal(LintRule.PkceMissing, finding.Rule);
        Assert.Null(finding.Mended!.RequirePkce);
    }

    [Fact]
    public void A_scope_that_nobody_allowed_in_ninety_days_is_told_and_not_sooner()
    {
        var finding = Assert.Single(Check(Good with { Scope = "openid profile email phone" }, "openid profile"));
        Assert.Equal((LintRule.ScopeUnused, "email phone"), (finding.Rule, finding.Value));
        Assert.Equal("openid profile", finding.Mended!.Scope);
        Assert.Empty(AppLint.Check(new LintFacts(Good, Now.AddDays(-10), ScopeSet.Parse("openid"), [], Now)));
        Assert.Empty(Check(Good, usedScopes: ""));
    }

    [Fact]
    public void The_last_secret_ending_is_told_and_not_once_another_stands_beside_it()
    {
        var ending = Secret(1, expires: Now.AddDays(5));
        Assert.Equal(LintRule.SecretEnding, Assert.Single(Check(Good, "openid profile", ending)).Rule);
        Assert.Empty(Check(Good, "openid profile", ending, Secret(1)));
        Assert.Empty(Check(Good, "openid profile", Secret(1, expires: Now.AddDays(40))));
    }

    [Fact]
    public void A_secret_unused_for_ninety_days_is_told_but_never_the_only_one()
    {
        var (old, live) = (Secret(200), Secret(200, used: Now.AddDays(-1)));
        var finding = Assert.Single(Check(Good, "openid profile", old, live));
        Assert.Equal((LintRule.SecretUnused, (Guid?)old.Id), (finding.Rule, finding.SecretId));
        Assert.Empty(Check(Good, "openid profile", old));
    }

    private static IReadOnlyList<LintFinding> Check(
        ClientMetadata metadata,
        string usedScopes = "openid profile",
        params ClientSecret[] secrets)
        => AppLint.Check(new LintFacts(metadata, Now.AddDays(-100), ScopeSet.Parse(usedScopes), secrets, Now));

    private static ClientSecret Secret(int age, DateTimeOffset? expires = null, DateTimeOffset? used = null) => new()
    {
        Id = Guid.CreateVersion7(),
        ClientId = "good",
        Hash = [],
        Hint = "abcd",
        CreatedAt = Now.AddDays(-age),
        ExpiresAt = expires,
        LastUsedAt = used,
    };
}
