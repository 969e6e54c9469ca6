using System.Security.Cryptography;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Tokens;

/// <summary>
/// The secret behind pairwise subjects: made once, kept for ever under data protection, the same on every node. With
/// another one, every pairwise app would meet strangers.
/// </summary>
public sealed class SubjectKey(
    IDbContextFactory<AuthDbContext> contexts,
    WriteQueue writes,
    IDataProtectionProvider protection) : IHostedService
{
    private const string Name = "pairwise_subjects";
    private const int Length = 32;

    private readonly IDataProtector _protector = protection.CreateProtector("AuthPortal.Tokens.PairwiseSubjects");
    private byte[]? _octets;

    internal byte[] Octets => _octets ?? throw new InvalidOperationException("The server has not started.");

    public async Task StartAsync(CancellationToken cancellationToken)
        => _octets = Open(await FindAsync(cancellationToken) ?? await MakeAsync(cancellationToken));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<byte[]?> FindAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ServerSecrets.Where(s => s.Name == Name).Select(s => s.ProtectedValue)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Asked again inside the write: of two nodes that start at once, the second takes what the first made.</summary>
    private Task<byte[]> MakeAsync(CancellationToken cancellationToken)
    {
        var made = _protector.Protect(RandomNumberGenerator.GetBytes(Length));
        return writes.RunAsync(
            async db =>
            {
                if (await db.ServerSecrets.FirstOrDefaultAsync(s => s.Name == Name) is { } known)
                {
                    return known.ProtectedValue;
                }

                db.ServerSecrets.Add(new ServerSecret { Name = Name, ProtectedValue = made });
                return made;
            },
            cancellationToken);
    }

    private byte[] Open(byte[] kept)
    {
        try
        {
            return _protector.Unprotect(kept);
        }
        catch (CryptographicException exception)
        {
            throw new SigningKeyUnreadableException(
                "The secret of pairwise subjects in the database can't be decrypted with the data protection keys of this "
                + "server. Put the key folder that belongs to this database back, or delete the row of ServerSecrets: apps "
                + "with pairwise subjects then take everybody for somebody new.",
                exception);
        }
    }
}
