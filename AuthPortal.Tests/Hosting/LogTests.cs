using System.Collections.Concurrent;
using AuthPortal.Tests.Accounts;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.Hosting;

/// <summary>What the program writes down names apps and reasons, and nothing that opens anything.</summary>
public sealed class LogTests(LogTests.ListeningPortal portal) : IClassFixture<LogTests.ListeningPortal>
{
    [Fact]
    public async Task No_secret_token_password_or_mail_address_is_logged()
    {
        var app = await AppScene.CreateAsync(portal);
        var code = await app.CodeAsync();
        var tokens = (await app.RedeemAsync(code)).Ok();
        await app.RedeemAsync(code);
        var again = await app.RedeemAsync(await app.CodeAsync());
        var refreshed = await app.RefreshAsync(again["refresh_token"]!);
        await app.RefreshAsync("unknown-refresh-token");
        await app.UserInfoAsync(refreshed["access_token"]!);
        await app.PostAsync("/introspect", ("token", refreshed["access_token"]));
        await app.PostAsync("/revoke", ("token", refreshed["refresh_token"]));
        await (app with { Secret = "a-wrong-secret" }).TokenAsync(("grant_type", "client_credentials"));

        using var browser = new Browser(portal);
        var login = await browser.GoAsync("/login");
        await browser.SubmitAsync(
            login, ("Input.UserName", app.User.Email!), ("Input.Password", "a-wrong-password"));
        using var client = portal.NewClient();
        var session = (await client.SignInAsync(app.User.UserName!)).SessionOf()!;
        await browser.SignInAsync(app.User.UserName!);
        await browser.GoAsync($"/authorize?client_id={app.ClientId}&redirect_uri=x&state=secret-state&login_hint="
            + app.User.Email);
        await browser.GoAsync($"/logout?id_token_hint={refreshed["id_token"]}&post_logout_redirect_uri=https://x.test");

        var written = string.Join('\n', portal.Written);
        Assert.Contains("Authorization request refused", written, StringComparison.Ordinal);
        Assert.Contains("Logout request refused", written, StringComparison.Ordinal);
        string[] secrets =
        [
            code, app.Secret!, "a-wrong-secret", Seed.Password, "a-wrong-password", session, "secret-state",
            app.User.Email!, "unknown-refresh-token",
            .. new[] { tokens, again, refreshed }.SelectMany(t => new[]
            {
                t["access_token"]!, t["refresh_token"]!, t["id_token"]!,
            }),
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, written, StringComparison.Ordinal));
    }

    /// <summary>A portal whose log can be read, at the levels that it ships with.</summary>
    public sealed class ListeningPortal : Portal, ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _written = new();

        public IReadOnlyCollection<string> Written => _written;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            _written.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
            => _written.Enqueue($"{formatter(state, exception)} {exception}");

        protected override void UseClock(IServiceCollection services)
        {
            base.UseClock(services);
            services.AddSingleton<ILoggerProvider>(this);
        }
    }
}
