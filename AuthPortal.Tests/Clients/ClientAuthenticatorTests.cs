using AuthPortal.Clients;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Clients;

public sealed class ClientAuthenticatorTests(ClientAuthenticatorTests.Seeded portal)
    : IClassFixture<ClientAuthenticatorTests.Seeded>
{
    private const string Secret = "a-secret-of-the-confidential-app";
    private const string Other = "a-second-secret-of-the-same-app";

    [Theory]
    [InlineData("basic", ClientCredentialsSource.Post, Secret)]
    [InlineData("post", ClientCredentialsSource.Basic, Secret)]
    [InlineData("basic", ClientCredentialsSource.Basic, Secret)]
    [InlineData("default", ClientCredentialsSource.Basic, Secret)]
    [InlineData("post", ClientCredentialsSource.Post, Secret)]
    [InlineData("public", ClientCredentialsSource.None, null)]
    public async Task The_registered_method_is_accepted(string id, ClientCredentialsSource source, string? secret)
    {
        var result = await AuthenticateAsync(new ClientCredentials(id, secret, source));
        Assert.Equal(id, result.Value?.Id);
    }

    [Theory]
    [InlineData("basic", ClientCredentialsSource.None, null)]
    [InlineData("public", ClientCredentialsSource.Basic, "")]
    [InlineData("public", ClientCredentialsSource.Post, Secret)]
    [InlineData("basic", ClientCredentialsSource.Basic, "wrong")]
    [InlineData("basic", ClientCredentialsSource.Basic, "")]
    [InlineData("basic", ClientCredentialsSource.Basic, null)]
    [InlineData("no-secret", ClientCredentialsSource.Basic, "")]
    [InlineData("nobody", ClientCredentialsSource.Basic, Secret)]
    [InlineData("nobody", ClientCredentialsSource.None, null)]
    [InlineData("disabled", ClientCredentialsSource.Basic, Secret)]
    [InlineData("BASIC", ClientCredentialsSource.Basic, Secret)]
    [InlineData("", ClientCredentialsSource.None, null)]
    [InlineData(null, ClientCredentialsSource.None, null)]
    public async Task Anything_else_is_invalid_client(string? id, ClientCredentialsSource source, string? secret)
    {
        var result = await AuthenticateAsync(new ClientCredentials(id, secret, source));
        Assert.Null(result.Value);
        Assert.Equal("invalid_client", result.Error?.Code);
        Assert.Equal(401, result.Error?.Status);
    }

    [Fact]
    public async Task An_unknown_client_reads_as_a_wrong_secret_does()
    {
        var wrong = await AuthenticateAsync(new ClientCredentials("basic", "wrong", ClientCredentialsSource.Basic));
        var unknown = await AuthenticateAsync(new ClientCredentials("nobody", "wrong", ClientCredentialsSource.Basic));
        var disabled = await AuthenticateAsync(
            new ClientCredentials("disabled", "wrong", ClientCredentialsSource.Basic));
        Assert.Equal(wrong.Error, unknown.Error);
        Assert.Equal(wrong.Error, disabled.Error);
    }

    [Fact]
    public async Task Several_secrets_work_side_by_side_until_one_ends()
    {
        var end = portal.Clock.GetUtcNow() + TimeSpan.FromHours(24);
        await portal.AddClientAsync("rotating", new ClientMetadata(), Secret);
        await portal.WriteAsync(db =>
        {
            db.ClientSecrets.Add(new AuthPortal.Data.Entities.ClientSecret
            {
                Id = Guid.CreateVersion7(portal.Clock.GetUtcNow()),
                ClientId = "rotating",
                Hash = Secrets.Hash(Other),
                Hint = Other[^4..],
                CreatedAt = portal.Clock.GetUtcNow(),
                ExpiresAt = end,
            });
            return Task.CompletedTask;
        });
        Assert.True((await BasicAsync("rotating", Secret)).IsOk);
        Assert.True((await BasicAsync("rotating", Other)).IsOk);
        portal.Clock.Advance(TimeSpan.FromHours(24));
        Assert.True((await BasicAsync("rotating", Secret)).IsOk);
        Assert.Equal("invalid_client", (await BasicAsync("rotating", Other)).Error?.Code);
    }

    [Fact]
    public async Task Another_apps_secret_does_not_work()
    {
        await portal.AddClientAsync("neighbour", new ClientMetadata(), "the-neighbours-secret");
        Assert.Equal("invalid_client", (await BasicAsync("basic", "the-neighbours-secret")).Error?.Code);
    }

    private Task<Result<RegisteredClient>> BasicAsync(string id, string secret)
        => AuthenticateAsync(new ClientCredentials(id, secret, ClientCredentialsSource.Basic));

    private Task<Result<RegisteredClient>> AuthenticateAsync(ClientCredentials credentials)
        => portal.Services.GetRequiredService<ClientAuthenticator>().AuthenticateAsync(credentials, default);

    public sealed class Seeded : Portal, IAsyncLifetime
    {
        public async Task InitializeAsync()
        {
            await this.AddClientAsync("basic", With(ClientAuthMethod.Basic), Secret);
            await this.AddClientAsync("default", With(null), Secret);
            await this.AddClientAsync("post", With(ClientAuthMethod.Post), Secret);
            // A secret that stayed behind when the app became public proves nothing.
            await this.AddClientAsync("public", With(ClientAuthMethod.None), Secret);
            await this.AddClientAsync("no-secret", With(ClientAuthMethod.Basic));
            await this.AddClientAsync("disabled", With(ClientAuthMethod.Basic), Secret);
            await WriteAsync(db => db.Clients.Where(c => c.Id == "disabled")
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.DisabledAt, Clock.GetUtcNow())));
        }

        Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

        private static ClientMetadata With(string? method) => new() { TokenEndpointAuthMethod = method };
    }
}
