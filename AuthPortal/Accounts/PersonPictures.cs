using System.Text.Json;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Accounts;

/// <summary>People's own pictures, which apps see as the <c>picture</c> claim (OpenID Connect Core §5.1).</summary>
public sealed class PersonPictures(
    IDbContextFactory<AuthDbContext> contexts,
    WriteQueue writes,
    Issuer issuer,
    TimeProvider clock)
{
    public const string Path = "/pictures";

    private const string Claim = "picture";

    /// <summary>The address in our own portal, relative to the page's base; null for none and for another server's.</summary>
    public static string? PathOf(User user, Issuer issuer)
        => user.Profile.TryGetValue(Claim, out var claim) && claim.ValueKind == JsonValueKind.String
            && claim.GetString() is { } address && address.StartsWith(issuer.Url(Path) + "/", StringComparison.Ordinal)
            ? address[(issuer.Value.Length + 1)..]
            : null;

    /// <summary>JPEG; null when there is none of that name any more.</summary>
    public async Task<byte[]?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Pictures.AsNoTracking().Where(p => p.Id == id).Select(p => p.Image)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>False when the file is no picture that can be read, or too large a one.</summary>
    public async Task<bool> ReplaceAsync(string userId, byte[] file, CancellationToken cancellationToken)
    {
        if (await PictureMaker.MakeAsync(file, cancellationToken) is not { } image)
        {
            return false;
        }

        return await writes.RunAsync(
            async db =>
            {
                if (await RemoveAsync(db, userId) is not { } user)
                {
                    return false;
                }

                var picture = new Picture
                {
                    Id = Secrets.Generate(),
                    UserId = userId,
                    Image = image,
                    CreatedAt = clock.GetUtcNow(),
                };
                db.Pictures.Add(picture);
                user.Profile = new(user.Profile, StringComparer.Ordinal)
                {
                    [Claim] = JsonSerializer.SerializeToElement($"{issuer.Url(Path)}/{picture.Id}"),
                };
                return true;
            },
            cancellationToken);
    }

    public Task RemoveAsync(string userId, CancellationToken cancellationToken)
        => writes.RunAsync(db => RemoveAsync(db, userId), cancellationToken);

    private async Task<User?> RemoveAsync(AuthDbContext db, string userId)
    {
        await db.Pictures.Where(p => p.UserId == userId).ExecuteDeleteAsync();
        if (await db.Users.FirstOrDefaultAsync(u => u.Id == userId) is not { } user)
        {
            return null;
        }

        user.Profile = new(user.Profile.Where(c => c.Key != Claim), StringComparer.Ordinal);
        user.UpdatedAt = clock.GetUtcNow();
        return user;
    }
}
