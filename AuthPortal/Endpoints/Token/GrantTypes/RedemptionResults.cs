using System.Diagnostics;
using AuthPortal.Grants;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>What a redemption means for the answer and for the person's open pages.</summary>
public sealed class RedemptionResults(GrantNotices notices)
{
    public Result<GrantedAccess> Of(Redemption redemption) => redemption switch
    {
        Redemption.Granted granted => granted.Access,
        Redemption.Refused refused => refused.Error,
        Redemption.Replayed replayed => Tell(replayed),
        _ => throw new UnreachableException(),
    };

    private OAuthError Tell(Redemption.Replayed replayed)
    {
        notices.Publish(replayed.UserId);
        return replayed.Error;
    }
}
