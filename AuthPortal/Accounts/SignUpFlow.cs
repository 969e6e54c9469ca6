using System.Globalization;
using System.Net.Mail;
using System.Text.Json;
using AuthPortal.Accounts.Mail;
using AuthPortal.Accounts.Passkeys;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>
/// Makes an account. A user name that is taken must be said, or nobody could choose another. A mail address is only
/// named here: the account is made whether somebody has it or not, and the mail to it tells either how to confirm it
/// or, to its holder, that somebody tried. So nothing here tells who has an account, and nobody can sit on an address.
/// </summary>
public sealed class SignUpFlow(
    UserManager<User> users,
    PersonPasskeys passkeys,
    WriteQueue writes,
    MailQueue mail,
    TimeProvider clock,
    ILogger<SignUpFlow> logger)
{
    private const int ShortestUserName = 3;
    private const int LongestUserName = 32;
    private const int LongestEmail = 254;
    private const int LongestName = 100;

    /// <param name="account">What was typed.</param>
    /// <param name="credential">A passkey that was just made for it, in place of a password; empty for none.</param>
    /// <param name="visitor">Who asks.</param>
    public async Task<SignUpOutcome> CreateAsync(NewAccount account, string? credential, Visitor visitor)
    {
        var passkey = string.IsNullOrEmpty(credential) ? null : await passkeys.ReadAsync(credential);
        if (passkey is null && !string.IsNullOrEmpty(credential))
        {
            return new SignUpOutcome(null, [SignUpProblem.NotPossible]);
        }

        var problems = ProblemsOf(account, passkey is not null);
        var userName = Trimmed(account.UserName);
        if (problems.Count == 0 && await users.FindByNameAsync(userName) is not null)
        {
            problems.Add(SignUpProblem.UserNameTaken);
        }

        if (problems.Count > 0)
        {
            return new SignUpOutcome(null, problems);
        }

        var user = NewUser(account, clock.GetUtcNow());
        user.Id = passkey?.UserId ?? user.Id;
        return await SaveAsync(user, passkey is null ? account.Password : null, passkey, visitor);
    }

    /// <summary>What is wrong with the details themselves, whoever else has an account.</summary>
    internal static List<SignUpProblem> ProblemsOf(NewAccount account, bool hasPasskey = false)
        => [.. Check(Trimmed(account.UserName), Trimmed(account.Email), account, hasPasskey)];

    internal static User NewUser(NewAccount account, DateTimeOffset now)
    {
        var user = new User
        {
            UserName = Trimmed(account.UserName),
            PendingEmail = Trimmed(account.Email),
            Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
            CreatedAt = now,
            UpdatedAt = now,
        };
        if (account.Name?.Trim() is { Length: > 0 } name)
        {
            user.Profile["name"] = JsonSerializer.SerializeToElement(name);
        }

        return user;
    }

    private static string Trimmed(string? typed) => typed?.Trim() ?? string.Empty;

    private static IEnumerable<SignUpProblem> Check(string userName, string email, NewAccount account, bool hasPasskey)
    {
        if (!IsUserName(userName))
        {
            yield return SignUpProblem.UserNameInvalid;
        }

        if (!IsEmail(email))
        {
            yield return SignUpProblem.EmailInvalid;
        }

        if (account.Name is { } name && (name.Length > LongestName || name.Any(char.IsControl)))
        {
            yield return SignUpProblem.NameInvalid;
        }

        if (!hasPasskey
            && PasswordRules.Check(account.Password ?? string.Empty, userName, email.Split('@')[0]) is { } problem)
        {
            yield return Enum.Parse<SignUpProblem>("Password" + problem);
        }
    }

    /// <summary>No "@": a user name must never read as somebody's mail address.</summary>
    internal static bool IsUserName(string name)
        => name.Length is >= ShortestUserName and <= LongestUserName
            && char.IsAsciiLetterOrDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    internal static bool IsEmail(string email)
        => email.Length <= LongestEmail
            && !email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            && MailAddress.TryCreate(email, out var parsed)
            && parsed.Address == email
            && parsed.Host.Contains('.', StringComparison.Ordinal);

    private async Task<SignUpOutcome> SaveAsync(User user, string? password, NewPasskey? passkey, Visitor visitor)
    {
        try
        {
            var made = password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, password);
            if (!made.Succeeded)
            {
                return new SignUpOutcome(null, [SignUpProblem.NotPossible]);
            }
        }
        catch (DbUpdateException exception)
        {
            // Two sign-ups with one name at the same moment: the index lets one through.
            logger.LogInformation(exception, "A sign-up lost a race for its name");
            return new SignUpOutcome(null, [SignUpProblem.NotPossible]);
        }

        if (passkey is not null && !await passkeys.AddAsync(user, passkey, DeviceName.Of(visitor.UserAgent).System ?? "Passkey", visitor))
        {
            // Without it nobody could ever sign in.
            await users.DeleteAsync(user);
            return new SignUpOutcome(null, [SignUpProblem.NotPossible]);
        }

        await writes.RunAsync(db =>
        {
            db.AuditEvents.Add(visitor.Event(AuditEventType.AccountCreated, user.Id, clock.GetUtcNow()));
            mail.Send(db, LetterKind.ConfirmAddress, user.Id, user.PendingEmail!, visitor);
            return Task.CompletedTask;
        });
        return new SignUpOutcome(user, []) { Amr = passkey is null ? [Sessions.Password] : PersonPasskeys.AmrOf(passkey.Passkey) };
    }
}

/// <summary>What a person typed on the sign-up page.</summary>
public sealed record NewAccount(string? UserName, string? Email, string? Name, string? Password);

/// <summary>The new person, or why not.</summary>
public sealed record SignUpOutcome(User? User, IReadOnlyList<SignUpProblem> Problems)
{
    /// <summary>How the new person has proven to be there, RFC 8176.</summary>
    public IReadOnlyList<string> Amr { get; init; } = [];
}

/// <summary>What keeps an account from being made.</summary>
public enum SignUpProblem
{
    UserNameInvalid,
    UserNameTaken,
    EmailInvalid,
    NameInvalid,
    PasswordTooShort,
    PasswordTooLong,
    PasswordCommon,
    PasswordHoldsName,

    /// <summary>With these details, for a reason that is not told.</summary>
    NotPossible,
}
