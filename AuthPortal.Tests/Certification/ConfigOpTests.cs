using System.Text.Json;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Certification;

/// <summary>The suite's Config OP: OpenID Connect Discovery §3 and §4.2, RFC 8414 §2, §3.2 and §3.3.</summary>
[Trait(Modules.Plan, Modules.Config)]
public sealed class ConfigOpTests(CertificationPortal portal) : IClassFixture<CertificationPortal>
{
    private static readonly string[] Private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/oauth-authorization-server")]
    public async Task Oidcc_discovery_endpoint_verification(string path)
    {
        using var http = portal.NewClient();
        using var answer = await http.GetAsync(path);
        Assert.Equal((200, "application/json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var metadata = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(Portal.Issuer, metadata.GetProperty("issuer").GetString());
        foreach (var url in metadata.EnumerateObject()
            .Where(m => m.Name.EndsWith("_endpoint", StringComparison.Ordinal) || m.Name == "jwks_uri"))
        {
            var value = url.Value.GetString()!;
            Assert.StartsWith(Portal.Issuer + "/", value, StringComparison.Ordinal);
            Assert.DoesNotContain("#", value, StringComparison.Ordinal);
        }

        foreach (var (name, required) in Required)
        {
            Assert.Subset(Strings(metadata, name), required.Split(' ').ToHashSet());
        }

        // Zero-element lists and nulls must be left out (RFC 8414 §3.2).
        Assert.DoesNotContain(
            metadata.EnumerateObject(),
            m => m.Value.ValueKind is JsonValueKind.Null
                || (m.Value.ValueKind == JsonValueKind.Array && m.Value.GetArrayLength() == 0));
        await CheckKeysAsync(http, metadata.GetProperty("jwks_uri").GetString()!);
    }

    private static Dictionary<string, string> Required { get; } = new(StringComparer.Ordinal)
    {
        ["response_types_supported"] = "code",
        ["response_modes_supported"] = "query form_post",
        ["grant_types_supported"] = "authorization_code refresh_token",
        ["subject_types_supported"] = "public pairwise",
        ["id_token_signing_alg_values_supported"] = "RS256",
        ["scopes_supported"] = "openid profile email address phone offline_access",
        ["claims_supported"] = "sub name email address phone_number",
        ["claim_types_supported"] = "normal",
        ["token_endpoint_auth_methods_supported"] = "client_secret_basic client_secret_post none",
        ["code_challenge_methods_supported"] = "S256",
    };

    private static HashSet<string> Strings(JsonElement metadata, string name)
        => metadata.GetProperty(name).EnumerateArray().Select(v => v.GetString()!).ToHashSet();

    private static async Task CheckKeysAsync(HttpClient http, string address)
    {
        var keys = JsonDocument.Parse(await http.GetStringAsync(address)).RootElement.GetProperty("keys");
        var ids = keys.EnumerateArray().Select(k => k.GetProperty("kid").GetString()).ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.DoesNotContain(
            keys.EnumerateArray().SelectMany(k => k.EnumerateObject()), m => Private.Contains(m.Name));
    }
}
