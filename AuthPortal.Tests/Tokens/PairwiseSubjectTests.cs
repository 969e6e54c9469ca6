using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tests.Tokens;

/// <summary>OpenID Connect Core §8: a pairwise client knows people by names that no other sector knows, everywhere.</summary>
public sealed class PairwiseSubjectTests : IClassFixture<Portal>
{
    private const string Scopes = "openid profile email offline_access";

    private readonly Portal _portal;

    public PairwiseSubjectTests(Portal portal) => _portal = portal;

    [Theory]
    [InlineData("jwt")]
    [InlineData("opaque")]
    public async Task Every_answer_names_the_person_alike_and_none_by_the_local_identifier(string format)
    {
        var app = await SceneAsync(change: m => m with { AccessTokenFormat = format, ClaimsInIdToken = true });
        var answer = (await app.RedeemAsync(await app.CodeAsync(Scopes))).Ok();
        var subject = new JsonWebToken(answer["id_token"]).Subject;
        var userInfo = (await app.UserInfoAsync(answer["access_token"]!)).Ok();
        var access = (await app.PostAsync("/introspect", ("token", answer["access_token"]))).Ok();
        var refresh = (await app.PostAsync("/introspect", ("token", answer["refresh_token"]))).Ok();
        var refreshed = (await app.RefreshAsync(answer["refresh_token"]!)).Ok();
        Assert.NotEqual(app.User.Id, subject);
        Assert.Equal(43, subject.Length);
        Assert.Equal([subject, subject, subject], new[] { userInfo, access, refresh }.Select(a => a["sub"]));
        Assert.Equal(subject, new JsonWebToken(refreshed["id_token"]).Subject);
        if (format == "jwt")
        {
            Assert.Equal(subject, new JsonWebToken(answer["access_token"]).Subject);
        }

        foreach (var said in new[] { answer, userInfo, access, refresh, refreshed })
        {
            Assert.DoesNotContain(app.User.Id, Opened(said), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_same_within_a_sector_and_another_in_every_other()
    {
        var first = await SceneAsync();
        var sibling = await AlsoAsync(first, "https://app.example.test/other");
        var elsewhere = await AlsoAsync(first, "https://elsewhere.example.test/cb");
        var upper = await AlsoAsync(first, "https://APP.example.test:8443/cb");
        var open = await AlsoAsync(first, "https://app.example.test/public", pairwise: false);
        var someone = await SceneAsync();
        var subject = await SubjectAsync(first);
        Assert.Equal(subject, await SubjectAsync(first));
        Assert.Equal(subject, await SubjectAsync(sibling));
        Assert.Equal(subject, await SubjectAsync(upper));
        Assert.NotEqual(subject, await SubjectAsync(elsewhere));
        Assert.NotEqual(subject, await SubjectAsync(someone));
        Assert.Equal(first.User.Id, await SubjectAsync(open));
    }

    [Fact]
    public async Task One_session_has_another_sid_in_every_sector()
    {
        var first = await SceneAsync();
        var elsewhere = await AlsoAsync(first, "https://elsewhere.example.test/cb");
        var (one, other) = (await IdTokenAsync(first), await IdTokenAsync(elsewhere));
        Assert.NotEqual("session-1", one.GetPayloadValue<string>("sid"));
        Assert.NotEqual(one.GetPayloadValue<string>("sid"), other.GetPayloadValue<string>("sid"));
    }

    [Fact]
    public async Task The_key_outlives_a_restart_and_is_sealed_in_the_database()
    {
        var key = _portal.Services.GetRequiredService<SubjectKey>();
        var before = key.Octets;
        await key.StartAsync(CancellationToken.None);
        Assert.Equal(before, key.Octets);
        var stored = await _portal.ReadAsync(db => db.ServerSecrets.SingleAsync(s => s.Name == "pairwise_subjects"));
        Assert.Equal(-1, stored.ProtectedValue.AsSpan().IndexOf(before));
    }

    [Fact]
    public async Task A_client_without_a_sector_is_one_by_itself_and_never_told_the_local_identifier()
    {
        var one = await SceneAsync(change: m => m with { RedirectUris = [AppScene.Redirect, "https://second.example.test/"] });
        var other = await AlsoAsync(one, "com.example.app:/cb");
        Assert.NotEqual(one.User.Id, await SubjectAsync(one));
        Assert.NotEqual(one.User.Id, await SubjectAsync(other));
        Assert.NotEqual(await SubjectAsync(one), await SubjectAsync(other));
    }

    [Fact]
    public async Task A_hint_and_a_claims_request_are_compared_with_what_the_client_knows()
    {
        var app = await SceneAsync(change: m => m with { SkipConsent = true });
        var tokens = await app.TokensAsync(Scopes);
        var subject = new JsonWebToken(tokens.GetProperty("id_token").GetString()).Subject;
        using var browser = new Browser(_portal);
        await browser.HasSignedInAsync(app.User.UserName!);
        var hint = ("id_token_hint", tokens.GetProperty("id_token").GetString());
        Assert.True((await browser.GoAsync(At(app, hint))).Answer.ContainsKey("code"));
        Assert.True((await browser.GoAsync(At(app, ("claims", Wanting(subject))))).Answer.ContainsKey("code"));

        // Whoever asks by the local identifier must not learn from the answer that it was the right one.
        Assert.Equal("login_required", (await browser.GoAsync(At(app, ("claims", Wanting(app.User.Id))))).Answer["error"]);
    }

    [Fact]
    public async Task A_logout_with_its_hint_is_vouched_for()
    {
        var app = await SceneAsync();
        var tokens = await app.TokensAsync(Scopes);
        using var browser = new Browser(_portal);
        await browser.HasSignedInAsync(app.User.UserName!);
        var visit = await browser.GoAsync("/logout?id_token_hint=" + tokens.GetProperty("id_token").GetString());
        Assert.Equal("/signed-out", visit.Address.AbsolutePath);
        using var stranger = new Browser(_portal);
        await _portal.AddUserAsync("stranger-" + app.ClientId);
        await stranger.HasSignedInAsync("stranger-" + app.ClientId);
        var asked = await stranger.GoAsync("/logout?id_token_hint=" + tokens.GetProperty("id_token").GetString());
        Assert.Equal("/logout", asked.Address.AbsolutePath);
    }

    [Fact]
    public async Task Notices_of_logout_speak_of_the_name_and_session_that_the_client_knows()
    {
        var app = await SceneAsync(change: m => m with { SkipConsent = true, BackchannelLogoutUri = "https://app.example.test/bcl" });
        using var browser = new Browser(_portal);
        await browser.HasSignedInAsync(app.User.UserName!);
        var code = (await browser.GoAsync(At(app))).Answer["code"];
        var known = new JsonWebToken((await app.RedeemAsync(code)).Ok()["id_token"]);
        await browser.SubmitAsync(await browser.GoAsync("/logout"));
        var notice = await _portal.ReadAsync(db => db.LogoutNotices.SingleAsync(n => n.ClientId == app.ClientId));
        Assert.Equal((known.Subject, known.GetPayloadValue<string>("sid")), (notice.Subject, notice.SessionId));
    }

    [Fact]
    public async Task A_reader_is_told_its_own_name_and_not_that_of_the_client_of_the_token()
    {
        var open = await SceneAsync(change: m => m with { SubjectType = null });
        var reader = await AlsoAsync(open, "https://reader.example.test/cb");
        await _portal.WriteAsync(async db =>
            (await db.Clients.SingleAsync(c => c.Id == reader.ClientId)).Source = AuthPortal.Data.Entities.ClientSource.Provisioning);
        _portal.Services.GetRequiredService<AuthPortal.Clients.ClientRegistry>().Forget(reader.ClientId);
        var token = (await open.TokensAsync(Scopes)).GetProperty("access_token").GetString();
        var told = (await reader.PostAsync("/introspect", ("token", token))).Ok();
        Assert.Equal(await SubjectAsync(reader), told["sub"]);
        Assert.DoesNotContain(open.User.Id, told.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_sector_ends_what_the_client_holds()
    {
        var app = await SceneAsync();
        var tokens = await app.TokensAsync(Scopes);
        var code = await app.CodeAsync(Scopes);
        var before = new ClientMetadata { SubjectType = "pairwise", RedirectUris = [AppScene.Redirect] };
        var after = before with { RedirectUris = ["https://victim.example.test/cb"] };
        await _portal.WriteAsync(db => AuthPortal.Clients.SectorProof.MoveAsync(db, app.ClientId, before, before with { ClientName = "x" }));
        Assert.Equal(1, await app.FamiliesAsync());
        await _portal.WriteAsync(db => AuthPortal.Clients.SectorProof.MoveAsync(db, app.ClientId, before, after));
        (await app.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Refused("invalid_grant");
        (await app.RedeemAsync(code)).Refused("invalid_grant");
        Assert.Equal(0, await app.FamiliesAsync());
    }

    private Task<AppScene> SceneAsync(Func<ClientMetadata, ClientMetadata>? change = null)
        => AppScene.CreateAsync(
            _portal, m => change is null ? m with { SubjectType = "pairwise" } : change(m with { SubjectType = "pairwise" }), Scopes);

    /// <summary>Another app that the same person allowed.</summary>
    private async Task<AppScene> AlsoAsync(AppScene first, string redirectUri, bool pairwise = true)
    {
        var scene = await AppScene.CreateAsync(
            _portal,
            m => m with { RedirectUris = [redirectUri], SubjectType = pairwise ? "pairwise" : null },
            Scopes);
        var grantId = Guid.CreateVersion7();
        await _portal.WriteAsync(db =>
        {
            db.Grants.Add(new AuthPortal.Data.Entities.Grant
            {
                Id = grantId,
                UserId = first.User.Id,
                ClientId = scene.ClientId,
                Scopes = Scopes,
                CreatedAt = _portal.Clock.GetUtcNow(),
                UpdatedAt = _portal.Clock.GetUtcNow(),
            });
            return Task.CompletedTask;
        });
        return scene with { User = first.User, GrantId = grantId };
    }

    private static async Task<JsonWebToken> IdTokenAsync(AppScene app)
        => new((await app.TokensAsync(Scopes)).GetProperty("id_token").GetString());

    private static async Task<string> SubjectAsync(AppScene app) => (await IdTokenAsync(app)).Subject;

    private static string Wanting(string subject)
        => new JsonObject { ["id_token"] = new JsonObject { ["sub"] = new JsonObject { ["value"] = subject } } }.ToJsonString();

    private static string At(AppScene app, params (string Name, string? Value)[] more) => AuthorizePortal.Address(
        [("client_id", app.ClientId), ("redirect_uri", AppScene.Redirect), ("scope", Scopes), ("prompt", more.Length > 0 ? "none" : null),
            ("code_challenge", Pkce.Challenge(AppScene.Verifier)), .. more]);

    /// <summary>The body, and what its tokens say inside.</summary>
    private static string Opened(Answer answer) => answer.Body + string.Concat(
        answer.Json.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.String)
            .Select(m => m.Value.GetString()!)
            .Where(v => v.Count(c => c == '.') == 2 && v.StartsWith("ey", StringComparison.Ordinal))
            .Select(v => Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(new JsonWebToken(v).EncodedPayload)));
}
