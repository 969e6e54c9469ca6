using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Hosting;

public sealed class DemoTests
{
    [Fact]
    public async Task Development_starts_with_people_and_apps()
    {
        await using var portal = new Development();
        Assert.Equal(["alice", "bob"], await NamesAsync(portal));
        Assert.Equal(3, await portal.ReadAsync(db => db.Clients.CountAsync()));
    }

    [Fact]
    public async Task Production_starts_with_nobody()
    {
        await using var portal = new Portal();
        Assert.Empty(await NamesAsync(portal));
        Assert.Equal(0, await portal.ReadAsync(db => db.Clients.CountAsync()));
    }

    [Fact]
    public async Task Demo_data_never_comes_beside_real_people()
    {
        await using var production = new Portal();
        await production.AddUserAsync("carol");
        await using var development = new Development();
        development.Settings["ConnectionStrings:AuthPortal"] =
            $"Data Source={Path.Combine(production.Folder, "authportal.db")}";
        Assert.Equal(["carol"], await NamesAsync(development));
    }

    private static Task<List<string?>> NamesAsync(Portal portal)
        => portal.ReadAsync(db => db.Users.OrderBy(u => u.UserName).Select(u => u.UserName).ToListAsync());

    private sealed class Development : Portal
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseEnvironment("Development");
        }
    }
}
