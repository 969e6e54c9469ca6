using AuthPortal.Tests.Fixtures;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

public sealed class SigningKeyTests
{
    [Fact]
    public async Task Two_starts_at_once_make_one_key_for_each_algorithm()
    {
        await using var portal = new Portal();
        _ = portal.Services;
        var first = await portal.NewClient().GetStringAsync("/.well-known/jwks.json");
        await portal.WriteAsync(db => db.SigningKeys.ExecuteDeleteAsync());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StartAsync(portal))));
        var rows = await portal.ReadAsync(db => db.SigningKeys.AsNoTracking().ToListAsync());
        Assert.Equal(["ES256", "PS256", "RS256"], rows.Select(r => r.Algorithm).Order());
        Assert.DoesNotContain(rows[0].Id, first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_can_not_be_decrypted_stops_the_start_and_names_the_folder()
    {
        await using var portal = new Portal();
        _ = portal.Services;
        await portal.WriteAsync(db => db.SigningKeys.ExecuteUpdateAsync(
            s => s.SetProperty(k => k.ProtectedPrivateKey, new byte[] { 1, 2, 3 })));
        var refused = await Assert.ThrowsAsync<SigningKeyUnreadableException>(() => StartAsync(portal));
        Assert.Contains(portal.Folder, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_key_is_not_in_the_database_in_the_clear()
    {
        await using var portal = new Portal();
        _ = portal.Services;
        var rows = await portal.ReadAsync(db => db.SigningKeys.AsNoTracking().ToListAsync());
        Assert.All(rows, row => Assert.ThrowsAny<Exception>(() => KeyMaterial.Open(row.Algorithm, row.ProtectedPrivateKey)));
    }

    /// <summary>A node that has loaded nothing yet.</summary>
    private static Task StartAsync(Portal portal)
    {
        var ring = new SigningKeyRing(portal.Clock);
        var store = ActivatorUtilities.CreateInstance<SigningKeyStore>(portal.Services, ring);
        return ActivatorUtilities.CreateInstance<SigningKeyRotation>(portal.Services, store)
            .KeepAsync(CancellationToken.None);
    }
}
