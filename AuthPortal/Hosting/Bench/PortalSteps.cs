using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AuthPortal.Protocol;

namespace AuthPortal.Hosting.Bench;

/// <summary>What is measured of this server; the first ones of its peers too.</summary>
/// <param name="Target">Who is asked, and with which client.</param>
/// <param name="Cookies">A signed-in person's, where one is needed.</param>
internal sealed record PortalSteps(BenchTarget Target, string Cookies)
{
    private const int Few = 8;
    private const int Many = 64;

    /// <summary>What a peer does too.</summary>
    public IEnumerable<LoadStep> Shared() =>
    [
        ClientCredentials("client_credentials", Target.ClientId),
        Codes(),
        Refreshes(Few),
        Refreshes(Many),
    ];

    public IEnumerable<LoadStep> All() =>
    [
        ClientCredentials("client_credentials, JWT", Target.ClientId),
        ClientCredentials("client_credentials, opaque", BenchFile.OpaqueClient),
        Codes(),
        Refreshes(Few),
        Refreshes(Many),
        Introspections("introspection, JWT", Target.ClientId),
        Introspections("introspection, opaque", BenchFile.OpaqueClient),
        UserInfo(),
        Page("/apps", Few),
        Page($"/developer/apps/{BenchFile.Client}", Few),
        SignIns(),
    ];

    /// <summary>The whole way of RFC 6749 §4.1 with a fresh verifier (RFC 7636) each time; its tokens as they came.</summary>
    public async ValueTask<LoadAnswer> SignInToAppAsync(LoadConnection connection, string scope)
    {
        var code = await CodeAsync(connection, scope);
        return (await RedeemAsync(connection, code)).Expect(StatusCodes.Status200OK);
    }

    /// <summary>The first half: the person's browser brings a code.</summary>
    public async ValueTask<IssuedCode> CodeAsync(LoadConnection connection, string scope)
    {
        var verifier = Secrets.Generate();
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var asked = await connection.SendAsync(LoadRequest.Get(
            Authorize(scope, challenge), ("Cookie", connection.Cookies)));
        if (CodeOf(asked.Location) is not { } code)
        {
            throw new BenchFailedException($"/authorize gave no code: {asked.Status} {asked.Location} {asked.Text}");
        }

        return new IssuedCode(code, verifier);
    }

    /// <summary>The second half: the app changes it for tokens, or is refused.</summary>
    public ValueTask<LoadAnswer> RedeemAsync(LoadConnection connection, IssuedCode code)
        => connection.SendAsync(LoadRequest.Post("/token", [
            ("grant_type", "authorization_code"), ("code", code.Value), ("redirect_uri", Target.RedirectUri),
            ("code_verifier", code.Verifier), .. Target.Credentials]));

    /// <summary>For a peer whose person has to be signed in first.</summary>
    public string FirstRequest() => Authorize(BenchFile.Scope, Secrets.Generate());

    private string Authorize(string scope, string challenge)
        => $"/authorize?response_type=code&client_id={Target.ClientId}"
            + $"&redirect_uri={Uri.EscapeDataString(Target.RedirectUri)}&scope={Uri.EscapeDataString(scope)}&state=x"
            + $"&code_challenge={challenge}&code_challenge_method=S256";

    private static LoadStep ClientCredentials(string name, string clientId)
    {
        var request = LoadRequest.Post("/token", [
            ("grant_type", "client_credentials"), ("scope", BenchFile.Scope), .. BenchTarget.CredentialsOf(clientId)]);
        return LoadStep.Simple(
            name, Many, async c => (await c.SendAsync(request)).Expect(StatusCodes.Status200OK));
    }

    private LoadStep Codes()
        => new("code flow with PKCE", Many, connection =>
        {
            connection.Keep(Cookies.Split(';'));
            return ValueTask.FromResult<Func<ValueTask>>(
                async () => await SignInToAppAsync(connection, BenchFile.Scope));
        });

    private LoadStep Refreshes(int connections) => new("refresh", connections, async connection =>
    {
        connection.Keep(Cookies.Split(';'));
        var token = await RefreshTokenAsync(connection);
        return async () =>
        {
            var answer = await connection.SendAsync(LoadRequest.Post("/token", [
                ("grant_type", "refresh_token"), ("refresh_token", token), .. Target.Credentials]));
            token = answer.Expect(StatusCodes.Status200OK).Member("refresh_token")
                ?? throw new BenchFailedException("A refresh gave no refresh token.");
        };
    });

    private async ValueTask<string> RefreshTokenAsync(LoadConnection connection)
        => (await SignInToAppAsync(connection, Target.RefreshScope)).Member("refresh_token")
            ?? throw new BenchFailedException("The code gave no refresh token.");

    private static LoadStep Introspections(string name, string clientId) => new(name, Many, async connection =>
    {
        var issued = await connection.SendAsync(LoadRequest.Post("/token", [
            ("grant_type", "client_credentials"), ("scope", BenchFile.Scope), .. BenchTarget.CredentialsOf(clientId)]));
        var token = issued.Expect(StatusCodes.Status200OK).Member("access_token") ?? string.Empty;
        var request = LoadRequest.Post("/introspect", [("token", token), .. BenchTarget.CredentialsOf(clientId)]);
        return async () =>
        {
            var answer = await connection.SendAsync(request);
            if (!answer.Body.Span.StartsWith("{\"active\":true"u8))
            {
                throw new BenchFailedException($"A live token was called dead: {answer.Text}");
            }
        };
    });

    private LoadStep UserInfo() => new("userinfo", Many, async connection =>
    {
        connection.Keep(Cookies.Split(';'));
        var issued = await SignInToAppAsync(connection, "openid profile");
        var request = LoadRequest.Get("/userinfo", ("Authorization", "Bearer " + issued.Member("access_token")));
        return async () => (await connection.SendAsync(request)).Expect(StatusCodes.Status200OK);
    });

    private LoadStep Page(string path, int connections)
        => new($"{path} page", connections, connection =>
        {
            connection.Keep(Cookies.Split(';'));
            return ValueTask.FromResult<Func<ValueTask>>(async () =>
                (await connection.SendAsync(LoadRequest.Get(path, ("Cookie", connection.Cookies))))
                    .Expect(StatusCodes.Status200OK));
        });

    private static LoadStep SignIns()
        => LoadStep.Simple("sign-in", Few, async c => await BenchBrowser.SignInAsync(c, BenchFile.Person));

    private static string? CodeOf(string? location)
    {
        const string name = "code=";
        var query = location?.IndexOf('?', StringComparison.Ordinal) ?? -1;
        var pair = query < 0 ? null : location![(query + 1)..].Split('&')
            .FirstOrDefault(p => p.StartsWith(name, StringComparison.Ordinal));
        return pair is null ? null : Uri.UnescapeDataString(pair[name.Length..]);
    }
}

/// <summary>A code and the verifier that belongs to it (RFC 7636 §4.1).</summary>
internal sealed record IssuedCode(string Value, string Verifier);
