using System.Globalization;
using System.Text.Json;
using AuthPortal.Activity;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Activity;

/// <summary>Whoever fills the error log of an app on purpose: no secret stays, no flood gets far.</summary>
public sealed class ErrorLogAttackTests(Portal portal) : IClassFixture<Portal>
{
    private const string Jwt = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";

    [Theory]
    [InlineData("client_secret")]
    [InlineData("client_assertion")]
    [InlineData("code")]
    [InlineData("code_verifier")]
    [InlineData("refresh_token")]
    [InlineData("password")]
    [InlineData("username")]
    [InlineData("assertion")]
    [InlineData("subject_token")]
    [InlineData("state")]
    [InlineData("nonce")]
    [InlineData("login_hint")]
    [InlineData("id_token_hint")]
    [InlineData("request")]
    [InlineData("device_code")]
    [InlineData("token")]
    [InlineData("something_else")]
    public async Task The_value_of_a_parameter_that_may_hold_a_secret_is_stored_nowhere(string name)
    {
        var app = await AppScene.CreateAsync(portal);
        const string Value = "Kb3vAqR9xZt";
        await app.PostAsync("/token", ("grant_type", "telepathy"), (name, Value));
        Assert.DoesNotContain(Value, await StoredAsync(app), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scope", "openid " + Jwt, "eyJzdWIi")]
    [InlineData("scope", "openid 3nJqLr0v2mX8sYdPzT5wKcGfHbUaQeIoN7tR1kMlV4A", "3nJqLr0v")]
    [InlineData("redirect_uri", "https://a.example.test/cb?access_token=s3cret-in-query", "s3cret-in-query")]
    [InlineData("redirect_uri", "https://user:pa55word@a.example.test/cb", "pa55word")]
    [InlineData("grant_type", "3nJqLr0v2mX8sYdPzT5wKcGfHbUaQeIoN7tR1kMlV4A", "3nJqLr0v")]
    public async Task A_secret_in_the_wrong_place_is_hidden_as_well(string name, string value, string secret)
    {
        var app = await AppScene.CreateAsync(portal);
        await app.PostAsync("/par", (name, value), ("response_type", "code"));
        await app.PostAsync("/token", (name, value));
        Assert.DoesNotContain(secret, await StoredAsync(app), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_where_a_name_stands_is_hidden()
    {
        var app = await AppScene.CreateAsync(portal);
        await app.PostAsync("/token", ("3nJqLr0v2mX8sYdPzT5wKcGfHbUaQeIoN7tR1kMlV4A", "x"));
        Assert.DoesNotContain("3nJqLr0v", await StoredAsync(app), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Marks_that_turn_or_hide_text_are_made_visible_and_what_was_changed_can_not_be_registered()
    {
        var app = await AppScene.CreateAsync(portal);
        await app.PostAsync("/par", ("redirect_uri", "https://a.example.test/\u202Ebc\u200B"), ("response_type", "code"));
        var error = await portal.ErrorAsync(app.ClientId);
        Assert.Equal("https://a.example.test/\\u{202E}bc\\u{200B}", error.Sent);
        Assert.False(error.SentIsWhole);
    }

    [Fact]
    public async Task The_same_failure_is_one_row_with_a_count_whatever_changes_each_time()
    {
        var app = await AppScene.CreateAsync(portal);
        for (var i = 0; i < 5; i++)
        {
            app.Http.DefaultRequestHeaders.Remove("User-Agent");
            app.Http.DefaultRequestHeaders.Add("User-Agent", $"program/{i}");
            await app.TokenAsync(("grant_type", "telepathy"), ("state", $"state-{i}"));
        }

        await portal.ErrorAsync(app.ClientId);
        await app.TokenAsync(("grant_type", "telepathy"), ("state", "another"));
        Assert.Equal(6, (await portal.ErrorAsync(app.ClientId)).Count);
    }

    [Fact]
    public async Task A_hundred_thousand_hostile_requests_leave_five_hundred_rows_at_most_and_do_not_grow_in_memory()
    {
        var app = await AppScene.CreateAsync(portal);
        var other = await AppScene.CreateAsync(portal);
        await other.TokenAsync(("grant_type", "telepathy"));
        var log = portal.Services.GetRequiredService<ClientErrorLog>();
        var writer = portal.Services.GetRequiredService<ClientErrorWriter>();
        await writer.WriteAsync(CancellationToken.None);
        for (var i = 0; i < 100_000; i++)
        {
            log.Add(Hostile(app.ClientId, i));
            if (i % 20_000 == 0)
            {
                await writer.WriteAsync(CancellationToken.None);
            }
        }

        Assert.True(log.Waiting.Count <= ClientErrorLog.Capacity);
        Assert.True(log.Dropped > 90_000);
        var rows = await portal.ErrorsAsync(app.ClientId);
        Assert.InRange(rows.Count, ClientErrorWriter.MostARound, ClientErrorWriter.MostOfApp);
        Assert.All(rows, row => Assert.InRange(JsonSerializer.Serialize(row).Length, 1, 16_000));
        Assert.Contains(rows, row => row.Sent!.Contains("99999", StringComparison.Ordinal));
        Assert.Single(await portal.ErrorsAsync(other.ClientId));
    }

    [Fact]
    public async Task An_apps_rows_stay_within_their_number_over_many_rounds()
    {
        var app = await AppScene.CreateAsync(portal);
        var log = portal.Services.GetRequiredService<ClientErrorLog>();
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i < ClientErrorWriter.MostARound; i++)
            {
                log.Add(Hostile(app.ClientId, (round * ClientErrorWriter.MostARound) + i));
            }

            await portal.ErrorsAsync(app.ClientId);
        }

        var rows = await portal.ErrorsAsync(app.ClientId);
        Assert.Equal(ClientErrorWriter.MostOfApp, rows.Count);
        Assert.Contains("/599", rows[0].Sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_fourteen_days_it_is_gone_from_the_page_and_from_the_database()
    {
        var app = await AppScene.CreateAsync(portal);
        await app.TokenAsync(("grant_type", "telepathy"));
        await portal.ErrorAsync(app.ClientId);
        portal.Clock.Advance(TimeSpan.FromDays(14));
        Assert.Empty(await portal.Services.GetRequiredService<ClientErrors>()
            .ListAsync(app.ClientId, ClientErrors.Most, CancellationToken.None));
        await portal.Services.GetRequiredService<AuthPortal.Tokens.ExpiredRows>().SweepAsync(CancellationToken.None);
        Assert.Empty(await portal.ErrorsAsync(app.ClientId));
    }

    [Fact]
    public async Task A_deleted_app_leaves_nothing_and_stops_no_other()
    {
        var (gone, left) = (await AppScene.CreateAsync(portal), await AppScene.CreateAsync(portal));
        var log = portal.Services.GetRequiredService<ClientErrorLog>();
        await portal.WriteAsync(db => db.Clients.Where(c => c.Id == gone.ClientId).ExecuteDeleteAsync());
        log.Add(Hostile(gone.ClientId, 1));
        log.Add(Hostile(left.ClientId, 1));
        await portal.ErrorAsync(left.ClientId);
        Assert.Empty(await portal.ErrorsAsync(gone.ClientId));
    }

    private async Task<string> StoredAsync(AppScene app)
    {
        var rows = await portal.ErrorsAsync(app.ClientId);
        Assert.NotEmpty(rows);
        return JsonSerializer.Serialize(rows);
    }

    private static FailedRequest Hostile(string clientId, int i)
    {
        var sent = string.Create(CultureInfo.InvariantCulture, $"https://evil.example.test/{i}?<script>alert({i})</script>")
            + new string('x', 3000);
        return new FailedRequest(
            clientId,
            "GET",
            "/authorize",
            OAuthError.InvalidRequest("No.").Because(ErrorReason.RedirectUriUnregistered, sent, [sent, sent, sent, sent, sent, sent]))
        {
            Parameters = Enumerable.Range(0, 60).Select(n => KeyValuePair.Create($"redirect_uri{n}", sent)).Append(new("scope", sent)),
            UserAgent = sent,
        };
    }
}
