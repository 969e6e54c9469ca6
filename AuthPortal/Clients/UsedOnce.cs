using System.Text;
using AuthPortal.Data;
using AuthPortal.Data.Sql;
using AuthPortal.Protocol;

namespace AuthPortal.Clients;

/// <summary>
/// Remembers each <c>jti</c> until what it names expires, RFC 7523 §3: the second use is refused on every node.
/// </summary>
public sealed class UsedOnce(WriteQueue writes)
{
    private static readonly SqlStatement Use = new(
        """INSERT INTO "UsedAssertions" ("Hash", "ExpiresAt") VALUES (@p0, @p1) ON CONFLICT DO NOTHING""");

    /// <summary>True for the one caller that uses it first.</summary>
    /// <param name="purpose">What it is for; the same jti may be used for another thing.</param>
    /// <param name="maker">Who made it.</param>
    /// <param name="tokenId">The jti.</param>
    /// <param name="until">When it is refused anyway.</param>
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
            async db => await (await db.StatementsAsync()).ExecuteAsync(Use, hash, until) == 1,
            cancellationToken);
    }
}
