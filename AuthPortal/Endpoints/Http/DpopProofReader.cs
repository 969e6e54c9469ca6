using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuthPortal.Clients;
using AuthPortal.Protocol;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// Checks a DPoP proof, RFC 9449 §4.3: who sent the request holds the key, made the proof for this request and within
/// the last minute, and did not use it before.
/// </summary>
public sealed class DpopProofReader(
    Issuer issuer,
    DpopNonces nonces,
    IDpopReplays replays,
    IOptions<OAuthOptions> options,
    TimeProvider clock)
{
    public const string Header = "DPoP";
    public const string NonceHeader = "DPoP-Nonce";

    /// <summary>Asymmetric ones only, as for the signatures of clients.</summary>
    public static readonly IReadOnlyList<string> Algorithms = SignedByClient.Algorithms;

    private const string Type = "dpop+jwt";
    private const int LongestId = 255;

    private static readonly TimeSpan Past = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(30);
    private static readonly string[] PrivateParts = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    /// <summary>What a client may sign with: fewer under FAPI 2.0 (§5.4.1). Null is a client that is gone.</summary>
    public static IReadOnlyList<string> AlgorithmsOf(RegisteredClient? client)
        => client?.IsFapi == true ? SignedByClient.StrictAlgorithms : Algorithms;

    /// <summary>The thumbprint of the key; null when the request has no proof.</summary>
    /// <param name="request">With its method and path, which the proof must name.</param>
    /// <param name="accessToken">At a protected resource: the proof must be for this token.</param>
    /// <param name="algorithms">What the client may sign it with.</param>
    public async Task<Result<DpopProof>> ReadAsync(HttpRequest request, string? accessToken, IReadOnlyList<string> algorithms)
    {
        var header = request.Headers[Header];
        if (header.Count == 0)
        {
            return DpopProof.Absent;
        }

        request.HttpContext.Response.Headers[NonceHeader] = nonces.Current;
        if (header.Count > 1 || SignedByClient.Peek(header.ToString()) is not { } proof)
        {
            return Invalid("There must be one DPoP header with one JWT.");
        }

        if (proof.Typ != Type || !algorithms.Contains(proof.Alg) || KeyOf(proof) is not { } key)
        {
            return Invalid("The proof must be a dpop+jwt with a public key and an algorithm that is offered.");
        }

        if (!await IsSignedAsync(proof, key))
        {
            return Invalid("The proof is not signed by its key.");
        }

        return ClaimsProblem(request, proof, accessToken) is { } problem ? problem : await UseAsync(request, proof, key);
    }

    private async ValueTask<Result<DpopProof>> UseAsync(HttpRequest request, JsonWebToken proof, JsonWebKey key)
    {
        var thumbprint = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return await replays.TakeAsync(thumbprint, proof.Id, Past + Ahead + Ahead, request.HttpContext.RequestAborted)
            ? new DpopProof(thumbprint)
            : Invalid("The proof was used before.");
    }

    private static JsonWebKey? KeyOf(JsonWebToken proof)
    {
        if (!proof.TryGetHeaderValue<JsonElement>("jwk", out var jwk)
            || jwk.ValueKind != JsonValueKind.Object
            || Array.Exists(PrivateParts, part => jwk.TryGetProperty(part, out _)))
        {
            return null;
        }

        return ClientKeys.Read($"{{\"keys\":[{jwk.GetRawText()}]}}") is [{ } key] ? key : null;
    }

    private static async Task<bool> IsSignedAsync(JsonWebToken proof, JsonWebKey key)
    {
#pragma warning disable CA5404 // A proof has neither audience nor end; its own claims are checked after the signature.
        var result = await Handler.ValidateTokenAsync(proof, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            RequireExpirationTime = false,
            TryAllIssuerSigningKeys = true,
            ValidAlgorithms = [proof.Alg],
            ValidTypes = [Type],
            ValidateAudience = false,
            ValidateIssuer = false,
            ValidateLifetime = false,
        });
#pragma warning restore CA5404
        return result.IsValid;
    }

    private OAuthError? ClaimsProblem(HttpRequest request, JsonWebToken proof, string? accessToken)
    {
        if (Text(proof, "htm") != request.Method || !IsHere(request, Text(proof, "htu")))
        {
            return Invalid("The proof is for another method or address (htm, htu).");
        }

        var now = clock.GetUtcNow();
        if (!proof.TryGetPayloadValue<long>("iat", out var seconds)
            || seconds < (now - Past).ToUnixTimeSeconds()
            || seconds > (now + Ahead).ToUnixTimeSeconds())
        {
            return NonceProblem(proof) ?? Invalid("The proof was not made within the last minute (iat).");
        }

        if (proof.Id is not { Length: > 0 and <= LongestId })
        {
            return Invalid("The proof has no jti.");
        }

        if (accessToken is not null && Text(proof, "ath") != HashOf(accessToken))
        {
            return Invalid("The proof is for another access token (ath).");
        }

        return NonceProblem(proof);
    }

    /// <summary>§8: one that is sent must be ours and fresh; whether one must be sent is a setting.</summary>
    private OAuthError? NonceProblem(JsonWebToken proof)
        => (Text(proof, "nonce") is { } nonce ? nonces.IsGood(nonce) : options.Value.DpopNonce != "required")
            ? null
            : new OAuthError("use_dpop_nonce", "The proof needs the nonce of the DPoP-Nonce header.");

    /// <summary>§4.3: compared without query and fragment, after the normalization of RFC 3986 §6.2.2 and §6.2.3.</summary>
    private bool IsHere(HttpRequest request, string? sent)
    {
        var here = new Uri(issuer.Url(request.Path.Value ?? string.Empty));
        return Uri.TryCreate(sent, UriKind.Absolute, out var named)
            && named.UserInfo.Length == 0
            && named.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
                == here.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
            && named.AbsolutePath == here.AbsolutePath;
    }

    private static string HashOf(string accessToken)
        => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));

    private static string? Text(JsonWebToken proof, string name)
        => proof.TryGetPayloadValue<string>(name, out var value) ? value : null;

    private static OAuthError Invalid(string description) => new OAuthError(
        "invalid_dpop_proof", description).Because(ErrorReason.DpopProofInvalid);
}

/// <summary>A proof that holds.</summary>
/// <param name="Thumbprint">RFC 7638, of its key; null when the request brought no proof.</param>
public sealed record DpopProof(string? Thumbprint)
{
    public static readonly DpopProof Absent = new((string?)null);
}
