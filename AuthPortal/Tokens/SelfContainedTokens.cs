using System.Buffers;
using System.Text;
using System.Text.Json;
using AuthPortal.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Tokens;

/// <summary>Access tokens that say everything themselves (RFC 9068).</summary>
public sealed class SelfContainedTokens(
    Issuer issuer,
    SigningKeyRing keys,
    StoredTokens stored,
    Subjects subjects,
    TimeProvider clock)
{
    /// <summary>In octets: room for the claims of most tokens, and for what the writer asks for ahead of each value.</summary>
    private const int UsualClaims = 1024;

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    private static readonly Dictionary<string, object> Header = new(StringComparer.Ordinal) { ["typ"] = TokenTypes.AccessToken };

    /// <summary>RFC 9068 §2.2; <c>gid</c> and <c>fid</c> name the rows that it lives and dies with.</summary>
    public string Write(GrantedAccess access)
    {
        var octets = new ArrayBufferWriter<byte>(UsualClaims);
        using (var claims = new Utf8JsonWriter(octets))
        {
            claims.WriteStartObject();
            WriteClaims(claims, access);
            claims.WriteEndObject();
        }

        return Handler.CreateToken(
            Encoding.UTF8.GetString(octets.WrittenSpan), keys.For(access.Terms.AccessTokenAlgorithm), Header);
    }

    private void WriteClaims(Utf8JsonWriter claims, GrantedAccess access)
    {
        var now = clock.GetUtcNow();
        claims.WriteString("iss", issuer.Value);
        claims.WriteNumber("iat", now.ToUnixTimeSeconds());
        claims.WriteNumber("exp", (now + access.Terms.AccessTokenLifetime).ToUnixTimeSeconds());
        claims.WriteString("sub", SubjectOf(access));
        WriteAudience(claims, stored.AudienceOf(access.Terms, access.Scopes, access.Limits));
        claims.WriteString("client_id", access.Terms.ClientId);
        claims.WriteString("jti", Secrets.Generate());
        WriteText(claims, "scope", access.Scopes.ToString());
        if (access.Person is { } person)
        {
            claims.WriteNumber("auth_time", person.AuthTime.ToUnixTimeSeconds());
            claims.WriteString("gid", person.GrantId);
            claims.WriteString("fid", person.FamilyId);
            WriteText(claims, "acr", person.Acr);
            WriteText(claims, "sid", subjects.SessionOf(person.SessionId, access.Terms.ClientId, access.Terms.Metadata));
        }

        WriteLimits(claims, access.Limits);
    }

    /// <summary>RFC 9068 §2.2: of a client that acts for itself, the client.</summary>
    private string SubjectOf(GrantedAccess access)
        => access.Person is { } person
            ? subjects.Of(person.UserId, access.Terms.ClientId, access.Terms.Metadata)
            : access.Terms.ClientId;

    /// <summary>RFC 7519 §4.1.3: one alone stands without brackets.</summary>
    private static void WriteAudience(Utf8JsonWriter claims, IReadOnlyList<string> audience)
    {
        if (audience.Count == 1)
        {
            claims.WriteString("aud", audience[0]);
            return;
        }

        claims.WriteStartArray("aud");
        foreach (var one in audience)
        {
            claims.WriteStringValue(one);
        }

        claims.WriteEndArray();
    }

    private static void WriteLimits(Utf8JsonWriter claims, TokenLimits limits)
    {
        WriteJson(claims, "cnf", limits.Confirmation?.ToString());
        WriteJson(claims, "authorization_details", limits.AuthorizationDetails);
        WriteJson(claims, "act", limits.Actor);
    }

    private static void WriteText(Utf8JsonWriter claims, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            claims.WriteString(name, value);
        }
    }

    private static void WriteJson(Utf8JsonWriter claims, string name, string? json)
    {
        if (json is not null)
        {
            claims.WritePropertyName(name);
            claims.WriteRawValue(json);
        }
    }
}
