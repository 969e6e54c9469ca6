using AuthPortal.Protocol;

namespace AuthPortal.Tests.Protocol;

public sealed class ScopeSetTests
{
    [Fact]
    public void A_leading_space_is_tolerated()
        => Assert.Equal("openid profile", ScopeSet.Parse(" openid  profile openid").ToString());
}
