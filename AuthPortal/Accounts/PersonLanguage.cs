using System.Globalization;
using AuthPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>The language that a person gets mail in: the one of the pages that they used last.</summary>
public sealed class PersonLanguage(WriteQueue writes)
{
    public Task KeepAsync(string userId, string language)
        => writes.RunAsync(db => KeepAsync(db, userId, language));

    /// <summary>Inside a write: the language of the page at hand.</summary>
    internal static Task<int> KeepAsync(AuthDbContext db, string userId, string? language = null)
    {
        var used = language ?? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return db.Users.Where(u => u.Id == userId && u.Language != used)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.Language, used));
    }
}
