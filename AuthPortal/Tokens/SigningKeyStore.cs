using System.Security.Cryptography;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Data.Postgres;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AuthPortal.Tokens;

/// <summary>
/// The rows of the signing keys. Private parts lie in the database only under data protection, whose keys lie
/// elsewhere.
/// </summary>
public sealed class SigningKeyStore(
    IDbContextFactory<AuthDbContext> contexts,
    SigningKeyRing ring,
    KeyMaker maker,
    IDataProtectionProvider protection,
    IOptions<KeyManagementOptions> keyManagement)
{
    private readonly IDataProtector _protector = protection.CreateProtector("AuthPortal.Tokens.SigningKeys");

    /// <summary>Every key that is published, for people.</summary>
    public IReadOnlyList<(string Algorithm, string Id, DateTimeOffset ActiveFrom, DateTimeOffset? RetiredAt)> Described
        => [.. ring.Keys.Select(k => (k.Signing.Algorithm, k.Public.Kid, k.ActiveFrom, k.RetiredAt))];

    internal IReadOnlyList<KeyTimes> Known
        => [.. ring.Keys.Select(k => new KeyTimes(k.Signing.Algorithm, k.ActiveFrom, k.RetiredAt))];

    /// <summary>Brings the ring to what the rows say; opens only the keys that it does not know.</summary>
    /// <exception cref="SigningKeyUnreadableException">A key can't be decrypted.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var times = await db.SigningKeys.AsNoTracking().OrderBy(k => k.ActiveFrom).ThenBy(k => k.Id)
            .Select(k => new { k.Id, k.ActiveFrom, k.RetiredAt }).ToListAsync(cancellationToken);
        var known = ring.Keys.ToDictionary(key => key.Public.Kid, StringComparer.Ordinal);
        if (ring.Keys.Select(k => new { Id = k.Public.Kid, k.ActiveFrom, k.RetiredAt }).SequenceEqual(times))
        {
            return;
        }

        var missing = times.Where(t => !known.ContainsKey(t.Id)).Select(t => t.Id).ToList();
        var rows = await db.SigningKeys.AsNoTracking().Where(k => missing.Contains(k.Id))
            .ToDictionaryAsync(k => k.Id, StringComparer.Ordinal, cancellationToken);

        // One that was deleted between the two reads is left out now and not known the next time.
        ring.Load([.. times.Where(t => known.ContainsKey(t.Id) || rows.ContainsKey(t.Id)).Select(t =>
            (known.GetValueOrDefault(t.Id) ?? Open(rows[t.Id])) with { ActiveFrom = t.ActiveFrom, RetiredAt = t.RetiredAt })]);
    }

    internal SigningKey Make(string algorithm, DateTimeOffset now, DateTimeOffset activeFrom)
    {
        var pkcs8 = maker.Create(algorithm);
        try
        {
            return new SigningKey
            {
                Id = KeyMaterial.IdOf(algorithm, pkcs8),
                Algorithm = algorithm,
                ProtectedPrivateKey = _protector.Protect(pkcs8),
                CreatedAt = now,
                ActiveFrom = activeFrom,
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
                + $"{KeyPlace()}. Put the keys that belong to this database there, or delete the rows of "
                + "SigningKeys to make new keys: tokens signed so far are then refused.",
                exception);
        }
    }

    private string KeyPlace() => keyManagement.Value.XmlRepository switch
    {
        FileSystemXmlRepository files => files.Directory.FullName,
        EntityFrameworkCoreXmlRepository<PostgresDbContext> => "its table DataProtectionKeys, opened by Database:KeyCertificate",
        _ => "the default key store of this machine",
    };
}
