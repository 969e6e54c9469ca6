using AuthPortal.Hosting.Settings;
using AuthPortal.Hosting.Start;

namespace AuthPortal.Tests.Hosting;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("OAuth:Issuer", "id.example.test", "https://")]
    [InlineData("OAuth:Issuer", "http://id.example.test", "loopback")]
    [InlineData("OAuth:Issuer", "http://10.0.0.1", "loopback")]
    [InlineData("OAuth:Issuer", "ftp://id.example.test", "https://")]
    [InlineData("OAuth:Issuer", "", "https://")]
    [InlineData("OAuth:Issuer", "https://id.example.test/", "slash")]
    [InlineData("OAuth:Issuer", "https://id.example.test?x", "query")]
    [InlineData("OAuth:Issuer", "https://id.example.test#x", "fragment")]
    [InlineData("OAuth:Issuer", "https://me:pw@id.example.test", "user name")]
    [InlineData("OAuth:Issuer", "https://id.example.test/a b", "characters")]
    [InlineData("OAuth:TokenLifetimes:code", "0", "1 to")]
    [InlineData("OAuth:TokenLifetimes:code", "-60", "1 to")]
    [InlineData("OAuth:TokenLifetimes:id_token", "315360001", "315360000")]
    [InlineData("OAuth:TokenLifetimes:refresh_token", "99999999999", "whole number")]
    [InlineData("OAuth:TokenLifetimes:refresh_token", "30d", "whole number")]
    [InlineData("OAuth:TokenLifetimes:access_token", "60", "authorization_code")]
    [InlineData("OAuth:AccessTokenFormat", "JWT", "jwt or opaque")]
    [InlineData("OAuth:RefreshTokens", "yes", "true nor false")]
    [InlineData("OAuth:Isuer", "https://id.example.test", "Issuer")]
    [InlineData("OAuth:LegacyGrants", "yes", "true nor false")]
    [InlineData("OAuth:DynamicRegistration", "anybody", "open, approval, token or off")]
    [InlineData("OAuth:ClientIdMetadataDocuments", "maybe", "true nor false")]
    [InlineData("OAuth:UnusedClientDays", "0", "1 to 3650")]
    [InlineData("OAuth:SoftwareStatementIssuers:0:Isuer", "https://a.test", "Jwks")]
    [InlineData("Database:Provider", "oracle", "sqlite or postgres")]
    [InlineData("Proxies:Known:0", "proxy.local", "10.0.0.0/24")]
    [InlineData("Proxies:Known", "10.0.0.1", "Proxies:Known:0")]
    [InlineData("Proxies:ClientCertificateHeader", "X-Client-Cert", "Proxies:Known:0")]
    [InlineData("OAuth:ClientCertificateAuthorities", "no-such-file.pem", "PEM file")]
    [InlineData("Provisioning:Path", "x.json", "File")]
    [InlineData("Mail:From", "nobody", "no-reply@example.com")]
    [InlineData("Mail:Sender", "x@example.com", "From")]
    [InlineData("Mail:Smtp:Port", "0", "65535")]
    [InlineData("Mail:Smtp:Port", "smtp", "65535")]
    [InlineData("Mail:Smtp:Tls", "ssl", "starttls, implicit or none")]
    [InlineData("Mail:Smtp:UserName", "me", "Mail:Smtp:Host")]
    public void A_wrong_setting_is_named_with_the_mend(string key, string value, string mend)
    {
        var refused = Assert.Throws<StartRefusedException>(() => SettingsRules.Check(With((key, value))));
        Assert.StartsWith(key, refused.Message, StringComparison.Ordinal);
        Assert.Contains(mend, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("OAuth:Issuer", "https://id.example.test")]
    [InlineData("OAuth:Issuer", "https://id.example.test:8443/auth")]
    [InlineData("OAuth:Issuer", "http://localhost:5080")]
    [InlineData("OAuth:Issuer", "http://127.0.0.1:5080")]
    [InlineData("OAuth:Issuer", "http://[::1]:5080")]
    [InlineData("OAuth:TokenLifetimes:authorization_code", "864000")]
    [InlineData("OAuth:TokenLifetimes:password", "864000")]
    [InlineData("OAuth:AccessTokenFormat", "opaque")]
    [InlineData("OAuth:RefreshTokens", "False")]
    [InlineData("OAuth:LegacyGrants", "true")]
    [InlineData("OAuth:DynamicRegistration", "token")]
    [InlineData("Database:Provider", "sqlite")]
    [InlineData("Proxies:Known:0", "fd00::/8")]
    [InlineData("Proxies:Known:0", "10.0.0.5")]
    [InlineData("urls", "http://localhost:5080;https://localhost:5443")]
    [InlineData("urls", "http://127.0.0.1:0")]
    public void A_right_setting_is_taken(string key, string value) => SettingsRules.Check(With((key, value)));

    [Theory]
    [InlineData(null, null, "https://a.test/jwks")]
    [InlineData("https://a.test", null, null)]
    [InlineData("https://a.test", null, "http://a.test/jwks")]
    [InlineData("https://a.test", "{\"keys\":[]}", null)]
    [InlineData("https://a.test", "{\"keys\":[]}", "https://a.test/jwks")]
    public void A_statement_issuer_without_one_source_of_keys_is_named(string? issuer, string? jwks, string? jwksUri)
    {
        const string Key = "OAuth:SoftwareStatementIssuers:0";
        (string, string?)[] given = [($"{Key}:Issuer", issuer), ($"{Key}:Jwks", jwks), ($"{Key}:JwksUri", jwksUri)];
        var settings = given.Where(s => s.Item2 is not null).Select(s => (s.Item1, s.Item2!)).ToArray();
        Assert.StartsWith(Key, Assert.Throws<StartRefusedException>(() => SettingsRules.Check(With(settings))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("urls", "http://*:5080")]
    [InlineData("urls", "http://+:5080")]
    [InlineData("urls", "http://0.0.0.0:5080")]
    [InlineData("urls", "https://[::]:5080")]
    [InlineData("urls", "http://192.0.2.1:5080")]
    [InlineData("http_ports", "8080")]
    [InlineData("Kestrel:Endpoints:Public:Url", "https://*:443")]
    public void An_address_that_is_no_issuer_asks_for_one(string key, string value)
    {
        var refused = Assert.Throws<StartRefusedException>(() => SettingsRules.Check(With((key, value))));
        Assert.StartsWith("OAuth:Issuer is not set", refused.Message, StringComparison.Ordinal);
        SettingsRules.Check(With((key, value), ("OAuth:Issuer", "https://id.example.test")));
    }

    [Fact]
    public async Task The_program_ends_with_one_line_and_exit_code_1()
    {
        using var portal = new StartedPortal { Settings = { ["OAuth__TokenLifetimes__code"] = "soon" } };
        var (exitCode, errors) = await portal.RunToEndAsync();
        Assert.Equal(1, exitCode);
        Assert.Equal(
            "AuthPortal did not start. OAuth:TokenLifetimes:code is 'soon', which is no whole number: give seconds, "
            + "such as 3600.\n",
            errors.ReplaceLineEndings("\n"));
        Assert.Empty(Directory.GetFileSystemEntries(portal.Folder));
    }

    private static IConfiguration With(params (string Key, string Value)[] settings)
        => new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value))
            .Build();
}
