using AuthPortal.Clients;
using AuthPortal.Data;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Endpoints.UserInfo;

/// <summary>The UserInfo endpoint, OpenID Connect Core §5.3, protected by a bearer token (RFC 6750).</summary>
[IgnoreAntiforgeryToken]
public sealed class UserInfoController(
    BearerTokenReader bearer,
    AccessTokenReader tokens,
    TokenBinding binding,
    ClientRegistry clients,
    SignedAnswers answers,
    IDbContextFactory<AuthDbContext> contexts) : ControllerBase
{
    private const string NeededScope = "openid";

    private static readonly OAuthError Invalid = OAuthError.InvalidToken(
        "The access token is malformed, expired or revoked.");

    private static readonly OAuthError Insufficient = new(
        "insufficient_scope", "The access token was not issued for openid.", StatusCodes.Status403Forbidden);

    [AcceptVerbs("GET", "POST", Route = UserInfoMetadata.Path)]
    public async Task<IActionResult> AnswerAsync()
    {
        var presented = await bearer.ReadAsync(Request, HttpContext.RequestAborted);
        if (!presented.IsOk)
        {
            return new BearerErrorResult(presented.Error);
        }

        if (presented.Value.Value is not { } token)
        {
            return new BearerErrorResult(error: null);
        }

        var live = await tokens.ReadAsync(token, HttpContext.RequestAborted);
        if (live is null)
        {
            return new BearerErrorResult(Invalid, dpop: presented.Value.IsDpop);
        }

        if (await binding.ProblemAsync(HttpContext, presented.Value, live) is { } problem)
        {
            return new BearerErrorResult(problem, dpop: live.Limits.Confirmation?.Jkt is not null);
        }

        return live.UserId is { } userId && live.Scopes.Contains(NeededScope)
            ? await ClaimsAsync(userId, live)
            : new BearerErrorResult(Insufficient, NeededScope);
    }

    private async Task<IActionResult> ClaimsAsync(string userId, LiveAccessToken live)
    {
        await using var db = await contexts.CreateDbContextAsync(HttpContext.RequestAborted);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId, HttpContext.RequestAborted);
        if (user is null)
        {
            return new BearerErrorResult(Invalid);
        }

        var claims = PersonClaims.Of(user, live.Scopes);
        PersonClaims.AddRequested(claims, user, live.RequestedClaims, "userinfo");
        claims.Insert(0, "sub", user.Id);
        var client = await clients.FindAsync(live.ClientId, HttpContext.RequestAborted);
        return client?.Metadata.UserinfoSignedResponseAlg is { } algorithm and not "none"
            ? new JwtAnswer(answers.UserInfo(claims, live.ClientId, algorithm), "application/jwt")
            : new JsonAnswer(claims);
    }
}
