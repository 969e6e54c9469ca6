using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>Makes private keys as PKCS #8: P-256 for ES256, RSA of 2048 bits for RS256 and PS256 (RFC 7518 §3).</summary>
public class KeyMaker
{
    private const int RsaBits = 2048;

    public virtual byte[] Create(string algorithm)
    {
        using AsymmetricAlgorithm key = algorithm == SecurityAlgorithms.EcdsaSha256
            ? ECDsa.Create(ECCurve.NamedCurves.nistP256)
            : RSA.Create(RsaBits);
        return key.ExportPkcs8PrivateKey();
    }
}
