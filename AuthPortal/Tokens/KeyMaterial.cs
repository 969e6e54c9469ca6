using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tokens;

/// <summary>Opens stored keys for ES256, RS256 and PS256 (RFC 7518 §3.3 to §3.5); the stored form is PKCS #8.</summary>
#pragma warning disable CA2000 // The ring signs with these keys for the life of the process.
internal static class KeyMaterial
{
    public static readonly IReadOnlyList<string> Algorithms =
        [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    /// <summary>RFC 7638: the thumbprint of the public part is the <c>kid</c>.</summary>
    public static string IdOf(string algorithm, byte[] pkcs8) => Open(algorithm, pkcs8).Public.Kid;

    public static RingKey Open(string algorithm, byte[] pkcs8)
        => algorithm == SecurityAlgorithms.EcdsaSha256 ? OpenEcdsa(pkcs8) : OpenRsa(pkcs8, algorithm);

    private static RingKey OpenEcdsa(byte[] pkcs8)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var open = new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve,
            Crv = JsonWebKeyECTypes.P256,
            X = Base64UrlEncoder.Encode(point.X),
            Y = Base64UrlEncoder.Encode(point.Y),
        };
        return Label(new ECDsaSecurityKey(key), open, SecurityAlgorithms.EcdsaSha256);
    }

    private static RingKey OpenRsa(byte[] pkcs8, string algorithm)
    {
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        var open = new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.RSA,
            N = Base64UrlEncoder.Encode(parameters.Modulus),
            E = Base64UrlEncoder.Encode(parameters.Exponent),
        };
        return Label(new RsaSecurityKey(key), open, algorithm);
    }

    private static RingKey Label(SecurityKey key, JsonWebKey open, string algorithm)
    {
        open.Kid = Base64UrlEncoder.Encode(open.ComputeJwkThumbprint());
        open.Use = JsonWebKeyUseNames.Sig;
        open.Alg = algorithm;
        key.KeyId = open.Kid;
        return new RingKey(new SigningCredentials(key, algorithm), open);
    }
}
