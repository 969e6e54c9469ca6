using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Tests.Fixtures;

/// <summary>A client's key pair: what it registers, and what it signs.</summary>
public sealed class ClientSigner : IDisposable
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>
    /// They take a tenth of a second to make: a few go round, one signer's never the next one's. They stay, because the
    /// library keeps what it signs with.
    /// </summary>
    private static readonly Lazy<RSA>[] RsaPool = [.. Enumerable.Range(0, 6).Select(_ => new Lazy<RSA>(() => RSA.Create(2048)))];

    private static int _next;

    private readonly AsymmetricAlgorithm _pair;
    private readonly string _kid = Secrets.Generate();

    public ClientSigner(string algorithm = "ES256")
    {
        Algorithm = algorithm;
        _pair = algorithm == "ES256"
            ? ECDsa.Create(ECCurve.NamedCurves.nistP256)
            : RsaPool[Interlocked.Increment(ref _next) % RsaPool.Length].Value;
    }

    public string Algorithm { get; }

    public string KeyId => _kid;

    /// <summary>The public part as JWK.</summary>
    public JsonObject Jwk
    {
        get
        {
            var jwk = Bare();
            jwk["kid"] = _kid;
            return jwk;
        }
    }

    /// <summary>The whole pair as JWK, for a program that plays the client; elliptic curves only.</summary>
    public string PrivateJwk
    {
        get
        {
            var jwk = Jwk;
            jwk["d"] = Base64UrlEncoder.Encode(((ECDsa)_pair).ExportParameters(true).D);
            return jwk.ToJsonString();
        }
    }

    /// <summary>RFC 7638.</summary>
    public string Thumbprint => Base64UrlEncoder.Encode(new JsonWebKey(Bare().ToJsonString()).ComputeJwkThumbprint());

    public JsonElement Jwks => JsonSerializer.SerializeToElement(new JsonObject { ["keys"] = new JsonArray(Jwk) });

    /// <summary>Signs claims; a header member overrides the usual one.</summary>
    public string Sign(JsonObject claims, string? type = null, params (string Name, object Value)[] header)
    {
        var members = header.ToDictionary(h => h.Name, h => h.Value, StringComparer.Ordinal);
        if (type is not null)
        {
            members["typ"] = type;
        }

        SecurityKey key = _pair is ECDsa ecdsa ? new ECDsaSecurityKey(ecdsa) : new RsaSecurityKey((RSA)_pair);
        key.KeyId = members.ContainsKey("jwk") ? null : _kid;
        return Handler.CreateToken(claims.ToJsonString(), new SigningCredentials(key, Algorithm), members);
    }

    public void Dispose() => (_pair as ECDsa)?.Dispose();

    private JsonObject Bare()
    {
        if (_pair is ECDsa ecdsa)
        {
            var point = ecdsa.ExportParameters(false).Q;
            return new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["x"] = Base64UrlEncoder.Encode(point.X),
                ["y"] = Base64UrlEncoder.Encode(point.Y),
            };
        }

        var parameters = ((RSA)_pair).ExportParameters(false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["n"] = Base64UrlEncoder.Encode(parameters.Modulus),
            ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
        };
    }
}
