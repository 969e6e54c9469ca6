using System.Diagnostics;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>What a redemption means for the answer and for the person's open pages.</summary>
public sealed class RedemptionResults
{
    public Result<GrantedAccess> Of(Redemption redemption) => redemption switch
    {
        Redemption.Granted granted => granted.Access,
        Redemption.Refused refused => refused.Error,
        Redemption.Replayed replayed => replayed.Error,
        _ => throw new UnreachableException(),
    };
}
