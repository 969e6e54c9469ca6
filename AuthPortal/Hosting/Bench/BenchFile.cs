using System.Text.Json;

namespace AuthPortal.Hosting.Bench;

/// <summary>The people and apps of a server that is measured, as a provisioning file.</summary>
internal static class BenchFile
{
    public const string Person = "bench";
    public const string Password = "a password for measuring";
    public const string Scope = "api";
    public const string Client = "bench";
    public const string OpaqueClient = "bench-opaque";
    public const string RedirectUri = "http://localhost/cb";

    public static string Text() => JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["scopes"] = new[] { new { name = Scope, displayName = "Use the API" } },
        ["users"] = new[]
        {
            new { userName = Person, email = "bench@example.test", emailConfirmed = true, password = Password },
        },
        ["clients"] = new[] { ClientOf(Client, "jwt"), ClientOf(OpaqueClient, "opaque") },
    });

    private static Dictionary<string, object> ClientOf(string id, string format) => new(StringComparer.Ordinal)
    {
        ["owner"] = Person,
        ["client_id"] = id,
        ["client_secret"] = BenchTarget.Secret,
        ["client_name"] = id,
        ["redirect_uris"] = new[] { RedirectUri },
        ["grant_types"] = new[] { "authorization_code", "refresh_token", "client_credentials" },
        ["response_types"] = new[] { "code" },
        ["scope"] = $"openid profile offline_access {Scope}",
        ["token_endpoint_auth_method"] = "client_secret_post",
        ["access_token_format"] = format,
        ["skip_consent"] = true,
    };
}
