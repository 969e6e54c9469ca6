using AuthPortal.Endpoints.Http;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;

namespace AuthPortal.Tests.Endpoints;

public sealed class ClientEndpointTests(Portal portal) : IClassFixture<Portal>
{
    [Fact]
    public void Nothing_that_is_answered_before_the_session_is_read_asks_for_one()
    {
        var early = portal.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(e => e.Metadata.GetMetadata<ClientEndpointAttribute>() is not null).ToList();
        Assert.Contains(early, e => e is RouteEndpoint { RoutePattern.RawText: "token" or "/token" });
        Assert.All(early, e =>
        {
            Assert.Null(e.Metadata.GetMetadata<IAuthorizeData>());
            Assert.NotEqual(true, e.Metadata.GetMetadata<IAntiforgeryMetadata>()?.RequiresValidation);
        });
    }
}
