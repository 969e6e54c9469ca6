using AuthPortal.Clients;
using AuthPortal.Endpoints.Token.GrantTypes;
using AuthPortal.Protocol;
using AuthPortal.Tests.Fixtures;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tests.Tokens;

public sealed class DeletedClientTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public async Task An_app_deleted_after_it_authenticated_gets_no_opaque_token()
    {
        var app = await AppScene.CreateAsync(portal, m => m with { AccessTokenFormat = "opaque" });
        var services = portal.Services;
        var client = await services.GetRequiredService<ClientRegistry>().FindAsync(app.ClientId, default);
        var terms = await services.GetRequiredService<ClientTerms>().ForAsync(client!, "client_credentials", default);
        await portal.WriteAsync(db => db.Clients.Where(c => c.Id == app.ClientId).ExecuteDeleteAsync());

        var issued = await services.GetRequiredService<TokenIssuer>()
            .IssueAsync(new GrantedAccess(terms, ScopeSet.Empty, Person: null), default);
        Assert.Equal("invalid_client", issued.Error?.Code);
        Assert.Equal(0, await portal.ReadAsync(db => db.AccessTokens.CountAsync(t => t.ClientId == app.ClientId)));
    }
}
