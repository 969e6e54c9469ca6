using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Data.Sql;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tests.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Data;

/// <summary>Prepared statements store and read what the change tracker would.</summary>
public sealed class SqlRowsTests(Portal portal) : IClassFixture<Portal>
{
    private static readonly DateTimeOffset At = new(2026, 11, 2, 10, 11, 12, 345, TimeSpan.Zero);

    public static TheoryData<Type, string> Inserts => new()
    {
        { typeof(AuthorizationCode), NewRows.Code.Text },
        { typeof(TokenFamily), NewRows.Family.Text },
        { typeof(RefreshToken), NewRows.Refresh.Text },
        { typeof(AccessToken), NewRows.Access.Text },
        { typeof(AuditEvent), NewRows.Event.Text },
    };

    [Theory]
    [MemberData(nameof(Inserts))]
    public async Task An_insert_has_every_column_that_the_database_does_not_fill(Type entity, string insert)
    {
        var columns = await portal.ReadAsync(db => Task.FromResult(db.Model.FindEntityType(entity)!.GetProperties()
            .Where(p => !(p.IsPrimaryKey() && p.ClrType == typeof(long))).Select(p => $"\"{p.GetColumnName()}\"").Order().ToList()));
        var named = insert[(insert.IndexOf('(', StringComparison.Ordinal) + 1)..insert.IndexOf(')', StringComparison.Ordinal)];
        Assert.Equal(columns, named.Split(", ").Order());
    }

    [Fact]
    public async Task A_code_comes_back_as_it_was_stored()
    {
        var scene = await AppScene.CreateAsync(portal);
        var stored = new AuthorizationCode
        {
            Hash = [1, 2, 3],
            GrantId = scene.GrantId,
            RedirectUri = "https://app.example/cb?x='1'",
            RedirectUriWasSent = true,
            Scopes = "openid",
            Nonce = "n",
            CodeChallenge = "c",
            Resources = "https://api.example",
            AuthorizationDetails = "[]",
            RequestedClaims = "{}",
            DpopThumbprint = "t",
            SessionId = "s",
            AuthTime = At,
            Amr = "pwd",
            Acr = "a",
            UserAgent = "u",
            IpAddress = "192.0.2.1",
            CreatedAt = At.AddHours(1),
            ExpiresAt = At.AddHours(2),
            ConsumedAt = At.AddHours(3),
            FamilyId = Guid.CreateVersion7(At),
        };
        var read = await WriteAsync(stored, (sql, row) => sql.AddAsync(row), sql => sql.FindCodeAsync(stored.Hash));
        var byTracker = await portal.ReadAsync(db => db.AuthorizationCodes.AsNoTracking().SingleAsync(c => c.Hash == stored.Hash));
        AssertSame(stored, byTracker);
        AssertSame(stored, read!);
        Assert.Equal(scene.User.Id, read!.Grant!.UserId);
    }

    [Fact]
    public async Task A_family_and_its_refresh_token_come_back_as_they_were_stored()
    {
        var scene = await AppScene.CreateAsync(portal);
        var family = new TokenFamily
        {
            Id = Guid.CreateVersion7(At),
            GrantId = scene.GrantId,
            Scopes = "openid",
            GrantType = "authorization_code",
            Resources = "https://api.example",
            AuthorizationDetails = "[]",
            RequestedClaims = "{}",
            Confirmation = "{\"jkt\":\"x\"}",
            SessionId = "s",
            Nonce = "n",
            AuthTime = At,
            Amr = "pwd",
            Acr = "a",
            UserAgent = "u",
            IpAddress = "i",
            CreatedAt = At.AddHours(1),
            LastUsedAt = At.AddHours(2),
            UserInfoAt = At.AddHours(3),
            ExpiresAt = At.AddHours(4),
        };
        var token = new RefreshToken
        {
            Hash = [4, 5, 6],
            FamilyId = family.Id,
            CreatedAt = At,
            ExpiresAt = At.AddHours(5),
            ConsumedAt = At.AddHours(6),
            SuccessorHash = [7],
            ProtectedSuccessor = [8, 9],
        };
        await WriteAsync(family, (sql, row) => sql.AddAsync(row), _ => ValueTask.FromResult<object?>(null));
        var read = await WriteAsync(token, (sql, row) => sql.AddAsync(row), sql => sql.FindRefreshTokenAsync(token.Hash));
        AssertSame(token, await portal.ReadAsync(db => db.RefreshTokens.AsNoTracking().SingleAsync(t => t.Hash == token.Hash)));
        AssertSame(family, await portal.ReadAsync(db => db.TokenFamilies.AsNoTracking().SingleAsync(f => f.Id == family.Id)));
        AssertSame(token, read!);
        AssertSame(family, read!.Family!);
    }

    [Fact]
    public async Task Rows_without_what_may_be_missing_come_back_so()
    {
        var scene = await AppScene.CreateAsync(portal);
        var access = new AccessToken { Hash = [10], ClientId = scene.ClientId, Scopes = string.Empty, Audience = "a", CreatedAt = At };
        await WriteAsync(access, (sql, row) => sql.AddAsync(row), _ => ValueTask.FromResult<object?>(null));
        AssertSame(access, await portal.ReadAsync(db => db.AccessTokens.AsNoTracking().SingleAsync(t => t.Hash == access.Hash)));
        var happened = new AuditEvent
        {
            At = At,
            Type = "written",
            UserId = scene.User.Id,
            Data = new(StringComparer.Ordinal) { ["app"] = "\"Ä\"" },
        };
        await WriteAsync(happened, (sql, row) => sql.AddAsync(row), _ => ValueTask.FromResult<object?>(null));
        var read = await portal.ReadAsync(db => db.AuditEvents.AsNoTracking().SingleAsync(e => e.Type == "written"));
        Assert.Equal((At, "\"Ä\"", null), (read.At, read.Data["app"], read.ClientId));
    }

    [Fact]
    public async Task A_statement_in_a_write_sees_what_the_write_has_tracked()
    {
        var seen = await portal.Services.GetRequiredService<WriteQueue>().RunAsync(async db =>
        {
            db.Scopes.Add(new Scope { Name = "tracked", DisplayName = "tracked" });
            var sql = await db.StatementsAsync();
            return await sql.AnyAsync(new SqlStatement("""SELECT 1 FROM "Scopes" WHERE "Name" = @p0"""), "tracked");
        });
        Assert.True(seen);
    }

    [Fact]
    public async Task Statements_are_for_the_writer_alone()
        => await Assert.ThrowsAsync<InvalidOperationException>(
            () => portal.ReadAsync(async db => await db.StatementsAsync()));

    private async Task<TRead?> WriteAsync<TRow, TRead>(
        TRow row,
        Func<SqlSession, TRow, ValueTask> add,
        Func<SqlSession, ValueTask<TRead?>> read)
        => await portal.Services.GetRequiredService<WriteQueue>().RunAsync(async db =>
        {
            var sql = await db.StatementsAsync();
            await add(sql, row);
            return await read(sql);
        });

    /// <summary>Property by property, what leads to other rows excepted.</summary>
    private static void AssertSame<T>(T expected, T actual)
    {
        var values = typeof(T).GetProperties()
            .Where(p => p.PropertyType.IsValueType || p.PropertyType == typeof(string) || p.PropertyType == typeof(byte[]));
        Assert.All(values, p => Assert.Equal(p.GetValue(expected), p.GetValue(actual)));
    }
}
