using System.Security.Cryptography;
using System.Text;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.DataProtection;

namespace AuthPortal.Clients;

/// <summary>
/// Makes client secrets. A hash of each is kept; for client_secret_jwt the secret itself as well, under data
/// protection, because an HMAC can't be checked with a hash.
/// </summary>
public sealed class SecretVault(IDataProtectionProvider protection)
{
    internal const int HintLength = 4;

    private readonly IDataProtector _protector = protection.CreateProtector("AuthPortal.Clients.Secrets");

    /// <summary>Inside a write; hands back the plaintext, which is nowhere else.</summary>
    public string Add(AuthDbContext db, string clientId, string? authMethod, string? name, DateTimeOffset now)
    {
        var secret = Secrets.Generate();
        db.ClientSecrets.Add(new ClientSecret
        {
            Id = Guid.CreateVersion7(now),
            ClientId = clientId,
            Hash = Secrets.Hash(secret),
            ProtectedValue = authMethod == ClientAuthMethod.SecretJwt ? Seal(secret) : null,
            Hint = secret[^HintLength..],
            Name = name,
            CreatedAt = now,
        });
        return secret;
    }

    public byte[] Seal(string secret) => _protector.Protect(Encoding.UTF8.GetBytes(secret));

    /// <summary>Null when it was not kept, or can't be read any more.</summary>
    public string? Open(byte[]? kept)
    {
        try
        {
            return kept is null ? null : Encoding.UTF8.GetString(_protector.Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
