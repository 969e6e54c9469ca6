using System.Globalization;
using AuthPortal.Accounts.Guards;
using AuthPortal.Data;
using AuthPortal.Data.Entities;

namespace AuthPortal.Accounts.Mail;

/// <summary>
/// Puts letters into the outbox, in the write of what they tell: nothing is told that did not happen, and nobody waits
/// for a mail server.
/// </summary>
public sealed class MailQueue(FailureLimits limits, TimeProvider clock)
{
    private static readonly TimeSpan NoticeLife = TimeSpan.FromDays(3);

    /// <summary>A notice to the person's own confirmed address; without one there is nobody to tell.</summary>
    public void Notify(AuthDbContext db, string kind, string userId, Visitor visitor, params (string Name, string Value)[] data)
        => Add(db, kind, userId, address: null, NoticeLife, [.. Of(visitor), .. data]);

    /// <summary>
    /// A letter to an address that need not be anybody's, or not any more. Those that anybody can ask for are a few an
    /// hour for each address: nobody's mailbox is filled by us.
    /// </summary>
    public void Send(
        AuthDbContext db,
        string kind,
        string? userId,
        string address,
        Visitor visitor,
        params (string Name, string Value)[] data)
    {
        if (kind is LetterKind.ResetPassword or LetterKind.ConfirmAddress)
        {
            var party = address.ToUpperInvariant();
            if (limits.WaitOf(GuardedAct.Letter, party) is not null)
            {
                return;
            }

            limits.Count(GuardedAct.Letter, party);
        }

        Add(db, kind, userId, address, LinkTokens.LifeOf(kind), [.. Of(visitor), .. data]);
    }

    private static IEnumerable<(string Name, string Value)> Of(Visitor visitor)
    {
        if (visitor.UserAgent is { } agent)
        {
            yield return (LetterData.UserAgent, agent);
        }

        if (visitor.IpAddress is { } address)
        {
            yield return (LetterData.IpAddress, address);
        }
    }

    private void Add(
        AuthDbContext db,
        string kind,
        string? userId,
        string? address,
        TimeSpan life,
        IEnumerable<(string Name, string Value)> data)
    {
        var now = clock.GetUtcNow();
        db.OutgoingMails.Add(new OutgoingMail
        {
            Id = Guid.CreateVersion7(now),
            Kind = kind,
            UserId = userId,
            Address = address,
            Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
            Data = data.ToDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal),
            CreatedAt = now,
            ExpiresAt = now + life,
            NextAttemptAt = now,
        });
    }
}

/// <summary>The names of what a letter tells.</summary>
public static class LetterData
{
    public const string UserAgent = "userAgent";
    public const string IpAddress = "ip";
    public const string App = "app";

    /// <summary>A passkey's name, or an address.</summary>
    public const string Name = "name";
}
