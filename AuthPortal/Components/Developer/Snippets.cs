using AuthPortal.Clients;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Components.Developer;

/// <summary>
/// Programs that work as pasted: filled in with an app's values. The secret is filled in while it is shown, and is
/// asked for by name after that.
/// </summary>
/// <param name="Issuer">Where this server is.</param>
/// <param name="ClientId">The app.</param>
/// <param name="Kind">What it can do.</param>
/// <param name="AuthMethod">How it proves itself.</param>
/// <param name="RedirectUri">Where people come back to; unused for machines.</param>
/// <param name="Scopes">What it asks for.</param>
/// <param name="Secret">Null when it is no longer known.</param>
public sealed record Snippets(
    string Issuer,
    string ClientId,
    AppKind Kind,
    string AuthMethod,
    string RedirectUri,
    ScopeSet Scopes,
    string? Secret)
{
    public const string SecretPlaceholder = "paste the client secret here";

    private const string LocalPort = ":5001";

    /// <summary>How its ID tokens are signed, for libraries that have to be told.</summary>
    public string IdTokenAlgorithm { get; init; } = SecurityAlgorithms.EcdsaSha256;

    public bool IsConfidential => AuthMethod != ClientAuthMethod.None;

    /// <summary>For programs that write it into their own quotes.</summary>
    internal string SecretOrPlaceholder => Secret ?? SecretPlaceholder;

    /// <summary>
    /// Signs in with PKCE and changes the code for tokens. The braces make the shell read it whole, so that its
    /// question is answered by a person and not by its own next line.
    /// </summary>
    public string Curl => Kind == AppKind.Machine ? MachineCurl() : PersonCurl();

    /// <summary>Who signed in: after <see cref="Curl"/>, in the same terminal.</summary>
    public string CurlUserInfo =>
        """
        access_token=$(printf %s "$tokens" | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p')
        curl -sS "$issuer/userinfo" -H "Authorization: Bearer $access_token"; echo
        """;

    /// <summary>New tokens for the old refresh token: after <see cref="Curl"/>, in the same terminal.</summary>
    public string CurlRefresh =>
        $$"""
        refresh_token=$(printf %s "$tokens" | sed -n 's/.*"refresh_token" *: *"\([^"]*\)".*/\1/p')
        tokens=$(curl -sS "$issuer/token"{{Proof()}} \
          -d grant_type=refresh_token \
          -d "refresh_token=$refresh_token"); echo "$tokens"
        """;

    /// <summary>A whole Program.cs with Microsoft's OpenID Connect handler.</summary>
    public string AspNetCore() =>
        $$"""
        // dotnet new web && dotnet add package Microsoft.AspNetCore.Authentication.OpenIdConnect
        using System.Security.Claims;

        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddAuthorization();
        builder.Services
            .AddAuthentication(options =>
            {
                options.DefaultScheme = "Cookies";
                options.DefaultChallengeScheme = "OpenIdConnect";
            })
            .AddCookie("Cookies")
            .AddOpenIdConnect("OpenIdConnect", options =>
            {
        {{string.Join('\n', Options().Select(line => "        " + line))}}
            });

        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/", (ClaimsPrincipal user) => $"Hello, {user.Identity?.Name ?? user.FindFirstValue("sub")}")
            .RequireAuthorization();
        app.Run({{RunAddress()}});
        """;

    private IEnumerable<string> Options()
    {
        yield return $"options.Authority = {Literal(Issuer)};";
        yield return $"options.ClientId = {Literal(ClientId)};";
        if (IsConfidential)
        {
            yield return $"options.ClientSecret = {Literal(Secret ?? SecretPlaceholder)};";
        }

        yield return "options.ResponseType = \"code\";";
        yield return $"options.CallbackPath = {Literal(CallbackPath())};";
        yield return "options.Scope.Clear();";
        foreach (var scope in Scopes)
        {
            yield return $"options.Scope.Add({Literal(scope)});";
        }

        yield return "options.SaveTokens = true;";
        yield return "options.MapInboundClaims = false;";
        yield return "options.GetClaimsFromUserInfoEndpoint = true;";
        yield return "options.TokenValidationParameters.NameClaimType = \"name\";";
        if (Issuer.StartsWith("http://", StringComparison.Ordinal))
        {
            yield return "options.RequireHttpsMetadata = false; // the server is on this machine";
        }

        if (RedirectUri.StartsWith("http://", StringComparison.Ordinal))
        {
            yield return "// Without https a browser keeps no secure or cross-site cookie: the answer comes as a plain redirect.";
            yield return "options.ResponseMode = \"query\";";
            yield return "options.NonceCookie.SameSite = SameSiteMode.Lax;";
            yield return "options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;";
            yield return "options.CorrelationCookie.SameSite = SameSiteMode.Lax;";
            yield return "options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;";
        }
    }

    private string PersonCurl()
        => $$"""
        {
        {{Variables()}}
        redirect_uri={{Quoted(RedirectUri)}}
        verifier=$(openssl rand -hex 32)
        challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')
        echo 'Open this address in a browser and sign in:'
        echo "$issuer/authorize?{{Query()}}&code_challenge=$challenge&code_challenge_method=S256"
        printf 'Then paste the address that you come back to: '
        read -r answer
        code=$(printf %s "$answer" | sed -n 's/.*[?&]code=\([^&#]*\).*/\1/p')
        tokens=$(curl -sS "$issuer/token"{{Proof()}} \
          -d grant_type=authorization_code \
          -d "code=$code" \
          -d "code_verifier=$verifier" \
          --data-urlencode "redirect_uri=$redirect_uri"); echo "$tokens"
        }
        """;

    private string MachineCurl()
        => $$"""
        {
        {{Variables()}}
        tokens=$(curl -sS "$issuer/token"{{Proof()}} \
          -d grant_type=client_credentials{{(Scopes.Count == 0 ? string.Empty : $" \\\n  --data-urlencode {Quoted("scope=" + Scopes)}")}}); echo "$tokens"
        }
        """;

    private string Variables()
    {
        var variables = $"issuer={Quoted(Issuer)}\nclient_id={Quoted(ClientId)}";
        return IsConfidential ? $"{variables}\nclient_secret={Quoted(Secret ?? SecretPlaceholder)}" : variables;
    }

    private string Proof() => AuthMethod switch
    {
        ClientAuthMethod.Basic => " -u \"$client_id:$client_secret\"",
        ClientAuthMethod.Post =>
            " --data-urlencode \"client_id=$client_id\" --data-urlencode \"client_secret=$client_secret\"",
        _ => " --data-urlencode \"client_id=$client_id\"",
    };

    /// <summary>Percent-encoded here, because a shell cannot; nothing in it means anything to a shell.</summary>
    private string Query()
        => "response_type=code"
            + $"&client_id={Uri.EscapeDataString(ClientId)}"
            + $"&redirect_uri={Uri.EscapeDataString(RedirectUri)}"
            + $"&scope={Uri.EscapeDataString(Scopes.ToString())}";

    private string CallbackPath()
        => Uri.TryCreate(RedirectUri, UriKind.Absolute, out var uri) ? uri.AbsolutePath : "/signin-oidc";

    /// <summary>Where a local redirect URI says that the app listens; elsewhere the host decides.</summary>
    private string RunAddress()
    {
        if (!Protocol.RedirectUri.IsLocal(RedirectUri) || !Uri.TryCreate(RedirectUri, UriKind.Absolute, out var uri))
        {
            return string.Empty;
        }

        var origin = uri.GetLeftPart(UriPartial.Authority);
        // RFC 8252 §7.3: on a loopback literal any port will do, and the default one needs rights that few have.
        return Literal(uri.IsDefaultPort && uri.HostNameType != UriHostNameType.Dns ? origin + LocalPort : origin);
    }

    private static string Quoted(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Literal(string value)
        => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
