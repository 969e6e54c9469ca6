using AuthPortal.Clients.Registration;
using AuthPortal.Protocol;

namespace AuthPortal.Tests.Clients;

/// <summary>OpenID Connect Core §8.1: whom a client may call its sector.</summary>
public sealed class SectorRulesTests
{
    private static readonly ClientMetadata Good = new()
    {
        ClientName = "Notes",
        RedirectUris = ["https://notes.test/cb"],
        Scope = "openid",
        SubjectType = "pairwise",
    };

    [Fact]
    public void One_host_is_the_sector_and_several_need_a_document()
    {
        Assert.Empty(Check(Good));
        Assert.Empty(Check(Good with { RedirectUris = ["https://notes.test/cb", "https://NOTES.test:8443/other"] }));
        Assert.Empty(Check(Good with { RedirectUris = Several, SectorIdentifierUri = "https://notes.test/sector.json" }));
        Assert.Equal(["SectorNeedsUri"], Check(Good with { RedirectUris = Several }));
        Assert.Empty(Check(Good with { RedirectUris = Several, SubjectType = "public" }));
    }

    [Theory]
    [InlineData("http://localhost:3000/cb")]
    [InlineData("http://127.0.0.1/cb")]
    [InlineData("http://[::1]/cb")]
    [InlineData("com.example.app:/cb")]
    public void What_every_device_has_is_nobodys_sector(string redirectUri)
        => Assert.Equal(
            ["SectorNeedsUri"], Check(Good with { RedirectUris = [redirectUri], ApplicationType = "native" }));

    /// <summary>Anybody can register another's redirect URI; only who needs none could then learn that sector's names.</summary>
    [Theory]
    [InlineData(GrantTypeName.DeviceCode)]
    [InlineData(GrantTypeName.JwtBearer)]
    [InlineData(GrantTypeName.Password)]
    public void A_client_that_gets_tokens_without_a_redirect_proves_its_sector_with_keys(string grant)
    {
        var direct = Good with { GrantTypes = ["authorization_code", grant] };
        Assert.Contains("SectorNeedsKeys", Check(direct));
        var proven = direct with { TokenEndpointAuthMethod = "private_key_jwt", JwksUri = "https://notes.test/jwks" };
        Assert.Empty(Check(proven));
        Assert.Equal(["SectorNeedsUri"], Check(proven with { JwksUri = "https://other.test/jwks" }));
    }

    private static string[] Several => ["https://notes.test/cb", "https://other.test/cb"];

    private static IEnumerable<string> Check(ClientMetadata metadata) => RegistrationRules
        .Check(metadata, new RegistrationContext(false, ScopeSet.Of(["openid"])) { LegacyGrants = true })
        .Select(v => v.Rule);
}
