using System.Text;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>Remembers each <c>jti</c> until its assertion expires, RFC 7523 §3: the second use is refused on every node.</summary>
public sealed class UsedOnce(WriteQueue writes)
{
    /// <summary>True for the one caller that uses it first.</summary>
    /// <param name="purpose">What it is for; the same jti may be used for another thing.</param>
    /// <param name="maker">Who made it.</param>
    /// <param name="tokenId">The jti.</param>
    /// <param name="until">When the assertion is refused anyway.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<bool> TakeAsync(
        string purpose,
        string maker,
        string tokenId,
        DateTimeOffset until,
        CancellationToken cancellationToken)
    {
        // Lengths keep two pairs with the same text together apart.
        var hash = Secrets.Hash(new StringBuilder()
            .Append(purpose).Append('\n').Append(maker.Length).Append('\n').Append(maker).Append(tokenId).ToString());
        return writes.RunAsync(
            async db =>
            {
                if (await db.UsedAssertions.AnyAsync(a => a.Hash == hash))
                {
                    return false;
                }

                db.UsedAssertions.Add(new UsedAssertion { Hash = hash, ExpiresAt = until });
                return true;
            },
            cancellationToken);
    }
}
