using System.Security.Cryptography;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AuthPortal.Tokens;

/// <summary>
/// At the first start makes a key for each algorithm; at every start loads the keys into the ring. Private parts lie
/// in the database only under data protection, whose keys lie elsewhere.
/// </summary>
internal sealed class SigningKeyStart(
    IDbContextFactory<AuthDbContext> contexts,
    WriteQueue writes,
    SigningKeyRing ring,
    IDataProtectionProvider protection,
    IOptions<KeyManagementOptions> keyManagement,
    TimeProvider clock) : IHostedService
{
    private readonly IDataProtector _protector = protection.CreateProtector("AuthPortal.Tokens.SigningKeys");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(cancellationToken);
        var missing = KeyMaterial.Algorithms.Where(a => rows.All(r => r.Algorithm != a)).ToList();
        if (missing.Count > 0)
        {
            await StoreAsync([.. missing.Select(Make)], cancellationToken);
            rows = await ReadAsync(cancellationToken);
        }

        ring.Load([.. rows.Select(Open)]);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<List<SigningKey>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.SigningKeys.AsNoTracking().OrderBy(k => k.CreatedAt).ThenBy(k => k.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Checks again inside the write: of two nodes that start at once, the second keeps the first's keys.</summary>
    private Task StoreAsync(List<SigningKey> made, CancellationToken cancellationToken)
        => writes.RunAsync(
            async db =>
            {
                var present = await db.SigningKeys.Select(k => k.Algorithm).ToListAsync(CancellationToken.None);
                db.SigningKeys.AddRange(made.Where(key => !present.Contains(key.Algorithm)));
            },
            cancellationToken);

    private SigningKey Make(string algorithm)
    {
        var now = clock.GetUtcNow();
        var pkcs8 = KeyMaterial.Create(algorithm);
        try
        {
            return new SigningKey
            {
                Id = KeyMaterial.IdOf(algorithm, pkcs8),
                Algorithm = algorithm,
                ProtectedPrivateKey = _protector.Protect(pkcs8),
                CreatedAt = now,
                ActiveFrom = now,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    private RingKey Open(SigningKey row)
    {
        try
        {
            return KeyMaterial.Open(row.Algorithm, _protector.Unprotect(row.ProtectedPrivateKey));
        }
        catch (CryptographicException exception)
        {
            throw new SigningKeyUnreadableException(
                $"The signing key {row.Id} in the database can't be decrypted with the data protection keys in "
                + $"{KeyFolder()}. Put the key folder that belongs to this database there, or delete the rows of "
                + "SigningKeys to make new keys: tokens signed so far are then refused.",
                exception);
        }
    }

    private string KeyFolder() => keyManagement.Value.XmlRepository is FileSystemXmlRepository files
        ? files.Directory.FullName
        : "the default key store of this machine";
}
