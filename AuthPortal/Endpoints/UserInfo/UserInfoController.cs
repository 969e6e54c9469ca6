using AuthPortal.Clients;
using AuthPortal.Data.Sql;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.UserInfo;

/// <summary>The UserInfo endpoint, OpenID Connect Core §5.3, protected by a bearer token (RFC 6750).</summary>
[ClientEndpoint]
[IgnoreAntiforgeryToken]
public sealed class UserInfoController(
    BearerTokenReader bearer,
    AccessTokenReader tokens,
    TokenBinding binding,
    ClientRegistry clients,
    Subjects subjects,
    SignedAnswers answers,
    UserInfoCalls calls,
    SqlReads reads) : ControllerBase
{
    private const string NeededScope = "openid";

    private static readonly OAuthError Invalid = OAuthError.InvalidToken(
        "The access token is malformed, expired or revoked.");

    private static readonly OAuthError Insufficient = new OAuthError(
        "insufficient_scope", "The access token was not issued for openid.", StatusCodes.Status403Forbidden)
            .Because(ErrorReason.TokenInsufficient);

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

        RequestFacts.Of(HttpContext).ClientId = live.ClientId;
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
        var user = await reads.FindPersonAsync(userId);
        var client = await clients.FindStoredAsync(live.ClientId, HttpContext.RequestAborted);
        if (user is null || client is null)
        {
            return new BearerErrorResult(Invalid);
        }

        await calls.RecordAsync(live, HttpContext.RequestAborted);
        var claims = PersonClaims.Of(user, live.Scopes);
        PersonClaims.AddRequested(claims, user, live.RequestedClaims, "userinfo");
        claims.Insert(0, "sub", subjects.Of(user.Id, client.Id, client.Metadata));
        return client.Metadata.UserinfoSignedResponseAlg is { } algorithm and not "none"
            ? new JwtAnswer(answers.UserInfo(claims, live.ClientId, algorithm), "application/jwt")
            : new JsonAnswer(claims);
    }
}
