using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Data;

public sealed class CascadeTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task Deleting_a_person_deletes_the_apps_that_they_own()
    {
        var owner = await portal.AddUserAsync("owner");
        await portal.AddClientAsync("app", new ClientMetadata { ClientName = "App" }, "secret-value", owner.Id);
        await portal.WriteAsync(db => db.Users.Where(u => u.Id == owner.Id).ExecuteDeleteAsync());
        Assert.Equal(0, await portal.ReadAsync(db => db.Clients.CountAsync(c => c.Id == "app")));
        Assert.Equal(0, await portal.ReadAsync(db => db.ClientSecrets.CountAsync()));
    }
}
