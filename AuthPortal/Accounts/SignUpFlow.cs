using System.Net.Mail;
using System.Text.Json;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>
/// Makes an account. A user name that is taken must be said, or nobody could choose another; a mail address that is
/// in use is not: the answer is one that also stands for other reasons. (Only a confirmation by mail can hide it
/// wholly; until then the rate limit stands between this answer and a list of addresses.)
/// </summary>
public sealed class SignUpFlow(
    UserManager<User> users,
    IPasswordHasher<User> hasher,
    WriteQueue writes,
    TimeProvider clock,
    ILogger<SignUpFlow> logger)
{
    private const int ShortestUserName = 3;
    private const int LongestUserName = 32;
    private const int LongestEmail = 254;
    private const int LongestName = 100;

    public async Task<SignUpOutcome> CreateAsync(NewAccount account, Visitor visitor)
    {
        var problems = ProblemsOf(account);
        var userName = Trimmed(account.UserName);
        var email = Trimmed(account.Email);
        if (problems.Count == 0 && await users.FindByNameAsync(userName) is not null)
        {
            problems.Add(SignUpProblem.UserNameTaken);
        }

        if (problems.Count > 0)
        {
            return new SignUpOutcome(null, problems);
        }

        if (await users.FindByEmailAsync(email) is not null)
        {
            // The same work as for a new account, so that the time does not tell what the words keep.
            hasher.HashPassword(new User(), account.Password!);
            return new SignUpOutcome(null, [SignUpProblem.NotPossible]);
        }

        return await SaveAsync(NewUser(account, clock.GetUtcNow()), account.Password!, visitor);
    }

    /// <summary>What is wrong with the details themselves, whoever else has an account.</summary>
    internal static List<SignUpProblem> ProblemsOf(NewAccount account)
        => [.. Check(Trimmed(account.UserName), Trimmed(account.Email), account)];

    internal static User NewUser(NewAccount account, DateTimeOffset now)
    {
        var user = new User
        {
            UserName = Trimmed(account.UserName),
            Email = Trimmed(account.Email),
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

    private static IEnumerable<SignUpProblem> Check(string userName, string email, NewAccount account)
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

        if (PasswordRules.Check(account.Password ?? string.Empty, userName, email.Split('@')[0]) is { } problem)
        {
            yield return Enum.Parse<SignUpProblem>("Password" + problem);
        }
    }

    /// <summary>No "@": a user name must never read as somebody's mail address.</summary>
    private static bool IsUserName(string name)
        => name.Length is >= ShortestUserName and <= LongestUserName
            && char.IsAsciiLetterOrDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static bool IsEmail(string email)
        => email.Length <= LongestEmail
            && !email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            && MailAddress.TryCreate(email, out var parsed)
            && parsed.Address == email
            && parsed.Host.Contains('.', StringComparison.Ordinal);

    private async Task<SignUpOutcome> SaveAsync(User user, string password, Visitor visitor)
    {
        try
        {
            var made = await users.CreateAsync(user, password);
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

        await writes.RunAsync(db =>
        {
            db.AuditEvents.Add(visitor.Event(AuditEventType.AccountCreated, user.Id, clock.GetUtcNow()));
            return Task.CompletedTask;
        });
        return new SignUpOutcome(user, []);
    }
}

/// <summary>What a person typed on the sign-up page.</summary>
public sealed record NewAccount(string? UserName, string? Email, string? Name, string? Password);

/// <summary>The new person, or why not.</summary>
public sealed record SignUpOutcome(User? User, IReadOnlyList<SignUpProblem> Problems);

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
