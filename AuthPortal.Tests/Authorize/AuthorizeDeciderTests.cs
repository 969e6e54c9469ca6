using AuthPortal.Accounts;
using AuthPortal.Clients;
using AuthPortal.Data.Entities;
using AuthPortal.Endpoints.Authorize;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Tests.Authorize;

/// <summary>Every row is one situation and what follows from it.</summary>
public sealed class AuthorizeDeciderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid GrantId = new("0195f0c0-0000-7000-8000-000000000001");

    [Theory]
    // Who is there.
    [InlineData("", null, "SignIn")]
    [InlineData("none", null, "login_required")]
    [InlineData("login", null, "SignIn")]
    [InlineData("", "grant", "Issue openid profile")]
    [InlineData("none", "grant", "Issue openid profile")]
    [InlineData("login", "grant", "SignIn")]
    [InlineData("select_account", "grant", "SignIn")]
    [InlineData("login", "grant resumed", "SignIn")]
    [InlineData("login", "grant fresh", "Issue openid profile")]
    [InlineData("select_account", "grant fresh", "Issue openid profile")]
    [InlineData("login consent", "grant fresh", "Consent")]
    // What they allowed.
    [InlineData("", "", "Consent")]
    [InlineData("none", "", "consent_required")]
    [InlineData("consent", "grant", "Consent")]
    [InlineData("", "part", "Consent")]
    [InlineData("none", "part", "consent_required")]
    [InlineData("", "allow", "Issue openid profile new")]
    [InlineData("consent", "allow", "Issue openid profile new")]
    [InlineData("consent", "grant allow", "Issue openid profile new")]
    [InlineData("", "deny", "access_denied")]
    [InlineData("", "grant deny", "access_denied")]
    [InlineData("", "allow by-other", "Consent")]
    [InlineData("", "deny by-other", "Consent")]
    [InlineData("login", "allow", "SignIn")]
    // Apps that need no consent.
    [InlineData("", "skip", "Issue openid profile new")]
    [InlineData("none", "skip", "Issue openid profile new")]
    [InlineData("", "skip grant", "Issue openid profile")]
    [InlineData("", "skip part", "Issue openid profile new")]
    [InlineData("consent", "skip", "Consent")]
    [InlineData("", "skip signed-out", "SignIn")]
    // Scopes that may be unticked.
    [InlineData("", "optional allow", "Issue openid new")]
    [InlineData("", "optional allow ticked", "Issue openid profile new")]
    [InlineData("", "optional unticked", "Issue openid")]
    [InlineData("none", "optional unticked", "Issue openid")]
    [InlineData("consent", "optional unticked", "Consent")]
    [InlineData("", "unticked", "Consent")]
    // How long ago.
    [InlineData("", "grant max-age", "Issue openid profile")]
    [InlineData("", "grant max-age old", "SignIn")]
    [InlineData("none", "grant max-age old", "login_required")]
    [InlineData("", "grant max-age-0", "SignIn")]
    [InlineData("", "grant max-age-0 fresh", "Issue openid profile")]
    [InlineData("", "grant max-age old resumed", "SignIn")]
    // Who the client thinks is there.
    [InlineData("", "grant hint", "Issue openid profile")]
    [InlineData("none", "grant hint", "Issue openid profile")]
    [InlineData("", "grant hint-other", "SignIn")]
    [InlineData("", "grant hint-other resumed", "SignIn")]
    [InlineData("", "grant hint-other fresh", "login_required")]
    [InlineData("none", "grant hint-other", "login_required")]
    [InlineData("none", "hint signed-out", "login_required")]
    [InlineData("", "grant hint-bad", "invalid_request")]
    [InlineData("none", "hint-bad signed-out", "invalid_request")]
    // How surely.
    [InlineData("", "grant wants-mfa", "Issue openid profile")]
    [InlineData("", "grant wants-mfa can-mfa", "SecondFactor")]
    [InlineData("", "grant wants-mfa can-phr", "SecondFactor")]
    [InlineData("", "grant wants-mfa can-mfa did-mfa", "Issue openid profile")]
    [InlineData("", "grant wants-phr can-mfa did-mfa", "Issue openid profile")]
    [InlineData("", "grant wants-phr can-phr did-mfa", "SecondFactor")]
    [InlineData("", "grant wants-phr can-phr did-phr", "Issue openid profile")]
    [InlineData("none", "grant wants-mfa can-mfa", "Issue openid profile")]
    [InlineData("login", "grant wants-mfa can-mfa", "SignIn")]
    [InlineData("login", "grant wants-mfa can-mfa fresh", "SecondFactor")]
    [InlineData("", "wants-mfa can-mfa did-mfa", "Consent")]
    [InlineData("", "grant demands-mfa", "unmet_authentication_requirements")]
    [InlineData("", "grant demands-mfa can-mfa", "SecondFactor")]
    [InlineData("none", "grant demands-mfa can-mfa", "unmet_authentication_requirements")]
    [InlineData("none", "grant demands-mfa can-mfa did-mfa", "Issue openid profile")]
    [InlineData("", "grant demands-phr can-mfa did-mfa", "unmet_authentication_requirements")]
    [InlineData("", "demands-mfa signed-out", "SignIn")]
    [InlineData("", "grant wants-pwd", "Issue openid profile")]
    [InlineData("", "grant wants-unknown can-mfa", "Issue openid profile")]
    [InlineData("", "grant wants-unknown-or-mfa can-mfa", "SecondFactor")]
    [InlineData("", "grant demands-pwd", "Issue openid profile")]
    // Who has no account yet.
    [InlineData("create", "grant", "SignUp")]
    [InlineData("create", null, "SignUp")]
    [InlineData("create", "grant fresh", "Issue openid profile")]
    public void A_situation_has_one_outcome(string prompt, string? situation, string outcome)
    {
        var words = situation?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? ["signed-out"];
        var decision = AuthorizeDecider.Decide(RequestOf(prompt, words), FactsOf(words), Now);
        Assert.Equal(outcome, Describe(decision));
    }

    [Fact]
    public void What_was_unticked_is_denied_and_what_was_not_asked_for_is_left_alone()
    {
        string[] words = ["optional", "allow"];
        var issue = Assert.IsType<AuthorizeDecision.Issue>(
            AuthorizeDecider.Decide(RequestOf(string.Empty, words), FactsOf(words), Now));
        Assert.Equal("profile", issue.Denied.ToString());
        Assert.True(issue.Consented);
        Assert.Null(issue.GrantId);
    }

    [Fact]
    public void A_standing_grant_is_used_as_it_is()
    {
        var issue = Assert.IsType<AuthorizeDecision.Issue>(
            AuthorizeDecider.Decide(RequestOf(string.Empty, ["grant"]), FactsOf(["grant"]), Now));
        Assert.Equal(GrantId, issue.GrantId);
        Assert.False(issue.Consented);
    }

    [Fact]
    public void When_nothing_is_left_ticked_that_is_a_no()
    {
        string[] words = ["optional", "allow"];
        var request = RequestOf(string.Empty, words) with { Scopes = ScopeSet.Parse("profile") };
        Assert.Equal("access_denied", Describe(AuthorizeDecider.Decide(request, FactsOf(words), Now)));
    }

    [Theory]
    [InlineData("com.example.app:/cb", "native", "none", "", "Consent")]
    [InlineData("http://127.0.0.1:4000/cb", "native", "none", "", "Consent")]
    [InlineData("http://127.0.0.1:4000/cb", "native", "none", "none", "consent_required")]
    [InlineData("https://app.example.test/cb", "native", "none", "", "Issue openid profile")]
    [InlineData("com.example.app:/cb", "native", "client_secret_basic", "", "Issue openid profile")]
    [InlineData("http://127.0.0.1:4000/cb", "web", "none", "", "Issue openid profile")]
    public void Rfc8252_Section_8_6_what_was_allowed_counts_only_for_a_client_that_is_surely_the_same(
        string redirectUri,
        string kind,
        string method,
        string prompt,
        string outcome)
    {
        var request = RequestOf(prompt, ["grant"]);
        request = request with
        {
            Target = request.Target with { RedirectUri = redirectUri },
            Client = request.Client with
            {
                Metadata = request.Client.Metadata with { ApplicationType = kind, TokenEndpointAuthMethod = method },
            },
        };
        Assert.Equal(outcome, Describe(AuthorizeDecider.Decide(request, FactsOf(["grant"]), Now)));
    }

    private static string Describe(AuthorizeDecision decision) => decision switch
    {
        AuthorizeDecision.Issue issue => $"Issue {issue.Scopes}{(issue.GrantId is null ? " new" : string.Empty)}",
        AuthorizeDecision.Refuse refuse => refuse.Error.Code,
        _ => decision.GetType().Name,
    };

    private static ValidatedAuthorizeRequest RequestOf(string prompt, string[] words)
    {
        var metadata = new ClientMetadata
        {
            Scope = "openid profile",
            SkipConsent = words.Contains("skip"),
            OptionalScopes = words.Contains("optional") ? "openid profile" : null,
        };
        return new ValidatedAuthorizeRequest(
            new RegisteredClient("app", "App", null, null, metadata, false, false, ClientSource.Form, []),
            new AnswerTarget("https://app.example.test/cb", ResponseMode.Query, null, "app", null),
            RedirectUriWasSent: true,
            new ResponseType(HasCode: true, HasToken: false, HasIdToken: false),
            ScopeSet.Parse("openid profile"),
            Nonce: null,
            AuthorizePortal.Challenge,
            Prompt.Parse(prompt.Length == 0 ? null : prompt)!,
            words.Contains("max-age-0") ? TimeSpan.Zero : words.Contains("max-age") ? TimeSpan.FromHours(1) : null,
            LoginHint: null,
            words.Any(w => w.StartsWith("hint", StringComparison.Ordinal)) ? "a hint" : null)
        {
            AcrValues = [.. AcrOf(words, "wants-")],
            Claims = AcrOf(words, "demands-").FirstOrDefault() is { } needed
                ? ClaimsRequest.Parse($$$$"""{"id_token":{"acr":{"essential":true,"value":"{{{{needed}}}}"}}}""")
                : null,
        };
    }

    private static IEnumerable<string> AcrOf(string[] words, string prefix)
        => words.Where(w => w.StartsWith(prefix, StringComparison.Ordinal))
            .SelectMany(w => w[prefix.Length..].Split("-or-"))
            .Select(w => w == AuthenticationContext.PhishingResistant ? w : "urn:authportal:acr:" + w);

    private static AuthorizeFacts FactsOf(string[] words)
    {
        var authTime = words.Contains("fresh") ? Now.AddSeconds(-1)
            : words.Contains("old") ? Now.AddHours(-2)
            : Now.AddMinutes(-30);
        return new AuthorizeFacts(
            words.Contains("signed-out") ? null : new SignedInPerson(
                "alice",
                "session",
                authTime,
                words.Contains("did-phr") ? ["swk", "user", "mfa"] : words.Contains("did-mfa") ? ["pwd", "otp", "mfa"] : ["pwd"]),
            words.Contains("hint") ? new IdTokenHint("alice", "app", null)
                : words.Contains("hint-other") ? new IdTokenHint("bob", "app", null)
                : null,
            GrantOf(words),
            AcrOf(words, "can-").FirstOrDefault() ?? AuthenticationContext.Password,
            InteractionOf(words));
    }

    private static Grant? GrantOf(string[] words)
        => words.Contains("grant") ? GrantWith("openid profile email", string.Empty)
            : words.Contains("part") ? GrantWith("openid", string.Empty)
            : words.Contains("unticked") ? GrantWith("openid", "profile")
            : null;

    private static Grant GrantWith(string scopes, string denied) => new()
    {
        Id = GrantId,
        UserId = "alice",
        ClientId = "app",
        Scopes = scopes,
        DeniedScopes = denied,
    };

    private static Interaction? InteractionOf(string[] words)
    {
        if (!words.Any(w => w is "resumed" or "fresh" or "allow" or "deny"))
        {
            return null;
        }

        return new Interaction
        {
            Id = "i",
            BrowserHash = [],
            ClientId = "app",
            CreatedAt = Now.AddMinutes(-5),
            ExpiresAt = Now.AddMinutes(25),
            UserId = words.Contains("by-other") ? "bob" : "alice",
            Decision = words.Contains("allow") ? ConsentDecision.Allow
                : words.Contains("deny") ? ConsentDecision.Deny
                : ConsentDecision.None,
            AllowedScopes = words.Contains("ticked") ? "profile" : string.Empty,
        };
    }
}
