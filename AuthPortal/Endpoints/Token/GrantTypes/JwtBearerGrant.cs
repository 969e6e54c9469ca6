using AuthPortal.Clients;
using AuthPortal.Data;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>
/// RFC 7523 §2.1: a client vouches for a person with an assertion that it signs. Its word is worth what the person
/// allowed it: there must be a grant with <c>offline_access</c>, and scopes come from it alone.
/// </summary>
/// <remarks>§3: iss is the client_id, sub the person as this client knows them, aud this server, exp within an hour, jti used once.</remarks>
public sealed class JwtBearerGrant(
    SignedByClient signatures,
    UsedOnce used,
    Subjects subjects,
    FamilyStart families,
    WriteQueue writes,
    ClientTerms terms,
    TargetResources targets,
    Issuer issuer,
    TimeProvider clock) : IGrantType
{
    private const int LongestId = 255;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private static readonly OAuthError NotAllowed = OAuthError.InvalidGrant(
        "sub is nobody who allowed this client to act while they are away, or not in these scopes.");

    public string Name => GrantTypeName.JwtBearer;

    public bool IsOffered => true;

    public async Task<Result<GrantedAccess>> RedeemAsync(
        AuthenticatedRequest request,
        CancellationToken cancellationToken)
    {
        if (request.Form["assertion"] is not { } assertion)
        {
            return OAuthError.InvalidRequest("assertion is missing.");
        }

        if (request.Form["scope"] is { } sent && !ScopeSet.IsWellFormed(sent))
        {
            return OAuthError.InvalidScope("scope has a character that no scope has.");
        }

        var resources = await targets.ReadAsync(request.Form, cancellationToken);
        if (!resources.IsOk)
        {
            return resources.Error;
        }

        if (SignedByClient.Peek(assertion) is not { } token
            || !await signatures.IsValidAsync(token, request.Client, SignedByClient.Algorithms, cancellationToken))
        {
            return OAuthError.InvalidGrant("The assertion is not a JWT signed by a key of the client.")
                .Because(ErrorReason.AssertionRefused);
        }

        if (ClaimProblem(request.Client, token) is { } problem)
        {
            return OAuthError.InvalidGrant($"The assertion {problem}.").Because(ErrorReason.AssertionRefused);
        }

        var end = new DateTimeOffset(token.ValidTo, TimeSpan.Zero);
        if (!await used.TakeAsync("jwt_bearer", request.Client.Id, token.Id, end, cancellationToken))
        {
            return OAuthError.InvalidGrant("The assertion was used before.").Because(ErrorReason.AssertionRefused);
        }

        var own = await terms.ForAsync(request.Client, Name, cancellationToken);
        var limits = new TokenLimits(resources.Value, own.ConfirmationOf(request.Proof));
        var userId = await subjects.PersonOfAsync(token.Subject, own.ClientId, own.Metadata, cancellationToken);
        var access = await writes.RunAsync(db => BeginAsync(db, userId, limits, own, request), CancellationToken.None);
        return access is null ? NotAllowed : access;
    }

    private string? ClaimProblem(RegisteredClient client, JsonWebToken token)
    {
        if (token.Issuer != client.Id || string.IsNullOrEmpty(token.Subject))
        {
            return "must have the client_id as iss, and a sub";
        }

        // A client's proof of itself must not be taken for its word about a person.
        if (token.Subject == client.Id)
        {
            return "must have a person as sub";
        }

        if (!token.Audiences.Any(a => a == issuer.Value || a == issuer.Url(TokenMetadata.Path)))
        {
            return "is not for this server (aud)";
        }

        return token.Id is { Length: > 0 and <= LongestId }
            ? AssertionTimes.Problem(token, clock.GetUtcNow(), Longest, needsNotBefore: false)
            : "has no jti";
    }

    private async Task<GrantedAccess?> BeginAsync(
        AuthDbContext db,
        string? userId,
        TokenLimits limits,
        TokenTerms own,
        AuthenticatedRequest request)
    {
        var grant = await db.Grants.FirstOrDefaultAsync(g => g.UserId == userId && g.ClientId == own.ClientId);
        var allowed = ScopeSet.Parse(grant?.Scopes);
        var vouched = ScopeSet.Of(["openid", "offline_access"]);
        var scopes = request.Form["scope"] is { } sent
            ? ScopeSet.Parse(sent)
            : allowed.Intersect(own.Registered).Except(vouched);
        var now = clock.GetUtcNow();
        if (grant is null
            || grant.HasEnded(now)
            || !allowed.Contains("offline_access")
            || scopes.Count == 0
            || !allowed.Intersect(own.Registered).Except(vouched).Covers(scopes))
        {
            return null;
        }

        grant.LastUsedAt = now;
        return await families.BeginAsync(
            db,
            new FamilySeed(
                Guid.CreateVersion7(now), grant, scopes, limits, string.Join(' ', limits.Resources), request.Proof, now, string.Empty)
            {
                UserAgent = request.Visitor.UserAgent,
                IpAddress = request.Visitor.IpAddress,
            },
            own);
    }
}
