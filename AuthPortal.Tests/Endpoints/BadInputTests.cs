using System.Net.Http.Headers;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Endpoints;

/// <summary>
/// Every parameter that programs post, spoiled in every way: RFC 6749 §3.2 and §5.2, RFC 6750 §3.1, RFC 7009 §2.2.1,
/// RFC 7662 §2.3. The error is the RFC's and nothing changes.
/// </summary>
public sealed class BadInputTests(BadInputTests.Scene scene) : IClassFixture<BadInputTests.Scene>
{
    private const string FormType = "application/x-www-form-urlencoded";

    public static TheoryData<string, string, string> Spoiled()
    {
        var cases = new TheoryData<string, string, string>();
        foreach (var (request, names) in Scene.Names)
        {
            foreach (var name in names.Split(' '))
            {
                foreach (var fault in BadInput.Malformed)
                {
                    cases.Add(request, name, fault);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task A_parameter_that_is_repeated_or_not_text_is_invalid_request(
        string request,
        string name,
        string fault)
        => await IsRefusedAsync(request, name, fault, "invalid_request");

    [Theory]
    [InlineData("code", "grant_type", "missing", "invalid_request")]
    [InlineData("code", "grant_type", "empty", "invalid_request")]
    [InlineData("code", "grant_type", "AUTHORIZATION_CODE", "unsupported_grant_type")]
    [InlineData("code", "grant_type", " authorization_code", "unsupported_grant_type")]
    [InlineData("code", "grant_type", "[\"authorization_code\"]", "unsupported_grant_type")]
    [InlineData("code", "grant_type", "long 60000", "unsupported_grant_type")]
    [InlineData("code", "code", "missing", "invalid_request")]
    [InlineData("code", "code", "empty", "invalid_request")]
    [InlineData("code", "code", "long 60000", "invalid_grant")]
    [InlineData("code", "client_secret", "x", "invalid_request")]
    [InlineData("code", "client_id", "another", "invalid_request")]
    [InlineData("code", "client_assertion", "x", "invalid_request")]
    [InlineData("refresh", "refresh_token", "missing", "invalid_request")]
    [InlineData("refresh", "refresh_token", "empty", "invalid_request")]
    [InlineData("refresh", "refresh_token", "long 60000", "invalid_grant")]
    [InlineData("refresh", "scope", "long 60000", "invalid_scope")]
    [InlineData("refresh", "scope", "1", "invalid_scope")]
    [InlineData("refresh", "grant_type", "missing", "invalid_request")]
    [InlineData("machine", "scope", "long 60000", "invalid_scope")]
    [InlineData("machine", "scope", "openid", "invalid_scope")]
    [InlineData("machine", "client_id", "missing", "invalid_client")]
    [InlineData("machine", "client_id", "empty", "invalid_client")]
    [InlineData("machine", "client_id", "nobody", "invalid_client")]
    [InlineData("machine", "client_id", "long 60000", "invalid_client")]
    [InlineData("machine", "client_secret", "missing", "invalid_client")]
    [InlineData("machine", "client_secret", "empty", "invalid_client")]
    [InlineData("machine", "client_secret", "wrong", "invalid_client")]
    [InlineData("machine", "client_secret", "long 60000", "invalid_client")]
    [InlineData("revoke", "token", "missing", "invalid_request")]
    [InlineData("revoke", "token", "empty", "invalid_request")]
    [InlineData("introspect", "token", "missing", "invalid_request")]
    [InlineData("introspect", "token", "empty", "invalid_request")]
    [InlineData("userinfo", "access_token", "x", "invalid_token")]
    [InlineData("userinfo", "access_token", "long 60000", "invalid_token")]
    public async Task A_parameter_that_is_missing_empty_long_or_wrong_gets_its_own_error(
        string request,
        string name,
        string value,
        string error)
        => await IsRefusedAsync(request, name, value, error);

    [Theory]
    [InlineData("code", "redirect_uri")]
    [InlineData("code", "code_verifier")]
    public async Task A_wrong_proof_of_a_code_is_invalid_grant_and_only_spends_the_code(string request, string name)
    {
        foreach (var fault in new[] { "missing", "empty", "long 60000", "x" })
        {
            var before = await Rows.CountAsync(scene);
            var fields = new Dictionary<string, string>(scene.FieldsOf(request), StringComparer.Ordinal)
            {
                ["code"] = await scene.App.CodeAsync(),
            };
            (await scene.SendAsync(request, BadInput.Encode(fields, name, fault))).Refused("invalid_grant");
            Assert.Equal(
                before with { Codes = before.Codes + 1, UsedCodes = before.UsedCodes + 1 },
                await Rows.CountAsync(scene));
        }
    }

    [Theory]
    [InlineData("revoke", "token", "long 60000")]
    [InlineData("introspect", "token", "long 60000")]
    [InlineData("introspect", "token", "x")]
    public async Task A_token_that_nobody_knows_is_no_error(string request, string name, string value)
    {
        var before = await Rows.CountAsync(scene);
        var answer = (await scene.SendAsync(request, BadInput.Encode(scene.FieldsOf(request), name, value))).Ok();
        Assert.NotEqual("True", answer["active"]);
        Assert.Equal(before, await Rows.CountAsync(scene));
    }

    [Theory]
    [InlineData("code")]
    [InlineData("refresh")]
    [InlineData("machine")]
    [InlineData("revoke")]
    [InlineData("introspect")]
    [InlineData("userinfo")]
    public async Task A_body_of_100_kilobytes_is_413(string request)
    {
        var before = await Rows.CountAsync(scene);
        var body = BadInput.Encode(scene.FieldsOf(request), "unheard_of", "long 100000");
        Assert.Equal(413, (await scene.SendAsync(request, body)).Status);
        Assert.Equal(before, await Rows.CountAsync(scene));
    }

    [Theory]
    [InlineData("code")]
    [InlineData("refresh")]
    [InlineData("machine")]
    [InlineData("revoke")]
    [InlineData("introspect")]
    public async Task What_stands_in_the_query_counts_for_nothing(string request)
    {
        // RFC 6749 §2.3.1: credentials "MUST NOT be included in the request URI"; §3.2: parameters are posted.
        var before = await Rows.CountAsync(scene);
        var query = BadInput.Encode(scene.FieldsOf(request), "unheard_of", "missing");
        var answer = await scene.SendAsync(request, string.Empty, "?" + query);
        answer.Refused(request == "machine" ? "invalid_client" : "invalid_request", request == "machine" ? 401 : 400);
        Assert.Equal(before, await Rows.CountAsync(scene));
    }

    [Theory]
    [InlineData("application/json", "{\"token\":\"x\"}")]
    [InlineData("application/xml", "<a/>")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nx\r\n--b--")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16", "token=x")]
    [InlineData("nonsense", "token=x")]
    public async Task A_body_of_another_type_is_invalid_request(string type, string body)
    {
        foreach (var request in new[] { "code", "refresh", "machine", "revoke", "introspect" })
        {
            var before = await Rows.CountAsync(scene);
            (await scene.SendAsync(request, body, type: type)).Refused("invalid_request");
            Assert.Equal(before, await Rows.CountAsync(scene));
        }
    }

    private async Task IsRefusedAsync(string request, string name, string fault, string error)
    {
        var before = await Rows.CountAsync(scene);
        var body = BadInput.Encode(scene.FieldsOf(request), name, fault);
        var answer = await scene.SendAsync(request, body);
        answer.Refused(error, error is "invalid_client" or "invalid_token" ? 401 : 400);
        Assert.Equal(answer.Status == 401 || request == "userinfo", answer.Headers.WwwAuthenticate.Count > 0);
        Assert.DoesNotContain("xxxxxxxx", answer.Body, StringComparison.Ordinal);
        Assert.Equal(before, await Rows.CountAsync(scene));
    }

    /// <summary>A code, tokens and clients that are good all along, because no test here may spend them.</summary>
    public sealed class Scene : Portal, IAsyncLifetime
    {
        internal static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
        {
            ["code"] = "grant_type code redirect_uri code_verifier client_id unheard_of",
            ["refresh"] = "grant_type refresh_token scope client_id",
            ["machine"] = "grant_type scope client_id client_secret",
            ["revoke"] = "token token_type_hint",
            ["introspect"] = "token token_type_hint",
            ["userinfo"] = "access_token",
        };

        private readonly Dictionary<string, Dictionary<string, string>> _requests = new(StringComparer.Ordinal);

        internal AppScene App { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            App = await AppScene.CreateAsync(this);
            var machine = AppScene.NextName();
            await this.AddScopeAsync("jobs.run", "Run jobs");
            await this.AddClientAsync(
                machine,
                new ClientMetadata
                {
                    GrantTypes = ["client_credentials"],
                    Scope = "jobs.run",
                    TokenEndpointAuthMethod = "client_secret_post",
                    AccessTokenFormat = "opaque",
                },
                "machine-secret");
            var tokens = await App.TokensAsync();
            var refresh = tokens.GetProperty("refresh_token").GetString()!;
            var access = tokens.GetProperty("access_token").GetString()!;
            _requests["code"] = new()
            {
                ["grant_type"] = "authorization_code",
                ["code"] = await App.CodeAsync(),
                ["redirect_uri"] = AppScene.Redirect,
                ["code_verifier"] = AppScene.Verifier,
                ["client_id"] = App.ClientId,
            };
            _requests["refresh"] = new()
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = refresh,
                ["scope"] = "openid",
                ["client_id"] = App.ClientId,
            };
            _requests["machine"] = new()
            {
                ["grant_type"] = "client_credentials",
                ["scope"] = "jobs.run",
                ["client_id"] = machine,
                ["client_secret"] = "machine-secret",
            };
            _requests["revoke"] = new() { ["token"] = refresh, ["token_type_hint"] = "refresh_token" };
            _requests["introspect"] = new() { ["token"] = access, ["token_type_hint"] = "access_token" };
            _requests["userinfo"] = new() { ["access_token"] = access };
        }

        Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

        internal IReadOnlyDictionary<string, string> FieldsOf(string request) => _requests[request];

        internal async Task<Answer> SendAsync(string request, string body, string query = "", string type = FormType)
        {
            var path = request is "code" or "refresh" or "machine" ? "/token" : "/" + request;
            using var message = new HttpRequestMessage(HttpMethod.Post, path + query)
            {
                Content = BadInput.Content(body, type),
            };
            message.Headers.Authorization = AuthorizationOf(request);
            return await Answer.OfAsync(await App.Http.SendAsync(message));
        }

        private AuthenticationHeaderValue? AuthorizationOf(string request)
            => request is "machine" or "userinfo" ? null : AppScene.Basic(App.ClientId, App.Secret!);
    }
}
