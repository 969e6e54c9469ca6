using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthPortal.Data.Postgres;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Hosting;

namespace AuthPortal.Tests.Postgres;

/// <summary>What keeps a node from starting is one line that names it and the mend.</summary>
public sealed class StartTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task Without_a_certificate_there_is_no_start()
        => await RefusedAsync("Database:KeyCertificate is not set", certificate: null);

    [Fact]
    public async Task A_certificate_that_is_none_is_named()
        => await RefusedAsync("Database:KeyCertificate is", certificate: typeof(StartTests).Assembly.Location);

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
        => await RefusedAsync("can't be reached", connection: "Host=127.0.0.1;Port=1;Database=portal;Username=postgres;Timeout=2");

    [Fact]
    public async Task A_database_that_is_not_there_is_named()
        => await RefusedAsync("has no such database", connection: nodes.Connection.Replace(
            "Database=", "Database=no_", StringComparison.Ordinal));

    [Fact]
    public async Task A_connection_string_of_a_file_is_refused()
        => await RefusedAsync("names no PostgreSQL server", connection: "Data Source=App_Data/authportal.db");

    [Fact]
    public async Task Another_certificate_than_that_of_the_others_is_refused()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var other = request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, other.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        await RefusedAsync("opened by Database:KeyCertificate", certificate: file, logsTraces: true);
        File.Delete(file);
    }

    [Fact]
    public async Task The_database_holds_no_key_in_the_clear()
    {
        _ = await nodes.SceneAsync();
        var rows = await nodes.First.ReadAsync(db => Task.FromResult(((PostgresDbContext)db).DataProtectionKeys
            .Select(key => key.Xml!).ToList()));
        Assert.NotEmpty(rows);
        Assert.All(rows, xml =>
        {
            Assert.Contains("EncryptedData", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("<masterKey", xml, StringComparison.Ordinal);
        });
    }

    private async Task RefusedAsync(string words, string? connection = null, string? certificate = "", bool logsTraces = false)
    {
        using var node = new StartedPortal { LogsTraces = logsTraces };
        node.Settings["Database__Provider"] = "postgres";
        node.Settings["OAuth__Issuer"] = Portal.Issuer;
        node.Settings["ConnectionStrings__AuthPortal"] = connection ?? nodes.Connection;
        if (certificate is not null)
        {
            node.Settings["Database__KeyCertificate"] = certificate.Length > 0 ? certificate : nodes.Server.KeyCertificate;
        }

        var (exitCode, errors) = await node.RunToEndAsync();
        Assert.Equal(1, exitCode);
        Assert.StartsWith("AuthPortal did not start. ", errors, StringComparison.Ordinal);
        Assert.Contains(words, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }
}
