using System.Text.Json.Nodes;
using AuthPortal.Clients;
using AuthPortal.Endpoints.Http;
using AuthPortal.Protocol;
using AuthPortal.Tokens;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>
/// RFC 8693: an API that was called with a person's token gets one for the next API. It can only narrow: no scope more,
/// no later end, only targets that an administrator set for this client, and it dies with the person's grant.
/// </summary>
public sealed class TokenExchangeGrant(
    AccessTokenReader tokens,
    ClientTerms terms,
    Subjects subjects,
    TimeProvider clock) : IGrantType
{
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";

    /// <summary>They speak of the app that the person signed in to.</summary>
    private static readonly ScopeSet NotExchanged = ScopeSet.Of(["openid", "offline_access"]);

    private static readonly OAuthError BadSubject = OAuthError.InvalidRequest(
        "subject_token is not a live access token of a person that this client may use.")
            .Because(ErrorReason.ExchangeRefused);

    private static readonly OAuthError Unbound = OAuthError.InvalidRequest(
        "subject_token is bound to a key: send a proof of a key, and where the token is this client's own, of that one.")
            .Because(ErrorReason.KeyOther);

    public string Name => GrantTypeName.TokenExchange;

    public bool IsOffered => true;

    public bool NarrowsDetails => true;

    public async Task<Result<GrantedAccess>> RedeemAsync(
        AuthenticatedRequest request,
        CancellationToken cancellationToken)
    {
        if (request.Client.IsPublic)
        {
            return OAuthError.UnauthorizedClient("A public client can't exchange tokens.");
        }

        if (ParameterProblem(request.Form) is { } problem)
        {
            return problem;
        }

        if (await tokens.ReadAsync(request.Form["subject_token"]!, cancellationToken) is not { } subject
            || !subject.IsVisibleTo(request.Client)
            || subject is not { UserId: not null, GrantId: not null, FamilyId: not null })
        {
            return BadSubject;
        }

        var own = await terms.ForAsync(request.Client, Name, cancellationToken);
        if (Frees(request, subject, own))
        {
            return Unbound;
        }

        var narrowed = Narrowed(subject, request.Form);
        if (!narrowed.IsOk)
        {
            return narrowed.Error;
        }

        var actor = await ActorAsync(request, subject, cancellationToken);
        return actor.IsOk ? Grant(request, narrowed.Value, actor.Value, own) : actor.Error;
    }

    /// <summary>RFC 9396 §6: with the authorization details that the request names, else all that it has.</summary>
    private static Result<LiveAccessToken> Narrowed(LiveAccessToken subject, RequestParameters form)
    {
        var details = RequestedDetails.Read(form);
        if (!details.IsOk)
        {
            return details.Error;
        }

        return GrantedDetails.TryNarrow(subject.Limits.AuthorizationDetails, details.Value, out var left)
            ? subject with { Limits = subject.Limits with { AuthorizationDetails = left } }
            : GrantedDetails.Widened;
    }

    /// <summary>A stolen token that is worth nothing without its key must not become one that is.</summary>
    private static bool Frees(AuthenticatedRequest request, LiveAccessToken subject, TokenTerms own)
        => subject.Limits.Confirmation is { } bound
            && (own.ConfirmationOf(request.Proof) is null
                || (subject.ClientId == request.Client.Id && !bound.IsMetBy(request.Proof)));

    /// <summary>§2.1.</summary>
    private static OAuthError? ParameterProblem(RequestParameters form) => form switch
    {
        _ when form["subject_token"] is null => OAuthError.InvalidRequest("subject_token is missing.")
            .Because(ErrorReason.ExchangeRefused),
        _ when form["subject_token_type"] is not (AccessTokenType or JwtType)
            => OAuthError.InvalidRequest("subject_token_type is missing, or not that of an access token.")
                .Because(ErrorReason.ExchangeRefused),
        _ when form["requested_token_type"] is not (null or AccessTokenType or JwtType)
            => OAuthError.InvalidRequest("requested_token_type is one that this server does not issue."),
        _ when (form["actor_token"] is null) != (form["actor_token_type"] is null)
            => OAuthError.InvalidRequest("actor_token and actor_token_type go together."),
        _ when form["actor_token_type"] is not (null or AccessTokenType or JwtType)
            => OAuthError.InvalidRequest("actor_token_type is not that of an access token."),
        _ when form["scope"] is { } scope && !ScopeSet.IsWellFormed(scope)
            => OAuthError.InvalidScope("scope has a character that no scope has."),
        _ => null,
    };

    /// <summary>
    /// §4.1: who acts, before whoever acted until now. The client itself, unless it shows the token of another; nobody
    /// only for clients that may impersonate. An empty text is nobody.
    /// </summary>
    private async Task<Result<string>> ActorAsync(
        AuthenticatedRequest request,
        LiveAccessToken subject,
        CancellationToken cancellationToken)
    {
        var before = TokenSubjects.ActorsFor(request.Client, subject);
        var acting = new JsonObject { ["sub"] = request.Client.Id };
        if (request.Form["actor_token"] is { } sent)
        {
            if (await tokens.ReadAsync(sent, cancellationToken) is not { } actor
                || actor.ClientId != request.Client.Id
                || actor.Limits.Confirmation?.IsMetBy(request.Proof) == false)
            {
                return OAuthError.InvalidRequest("actor_token is not a live access token of this client.")
                    .Because(ErrorReason.ExchangeRefused);
            }

            acting = new JsonObject { ["sub"] = SubjectOf(actor, request.Client), ["client_id"] = actor.ClientId };
        }
        else if (request.Client.Metadata.TokenExchangeImpersonation == true)
        {
            return before ?? string.Empty;
        }

        if (before is not null)
        {
            acting["act"] = JsonNode.Parse(before);
        }

        return acting.ToJsonString();
    }

    private string SubjectOf(LiveAccessToken actor, RegisteredClient client)
        => actor.UserId is { } userId ? subjects.Of(userId, client.Id, client.Metadata) : actor.ClientId;

    private Result<GrantedAccess> Grant(
        AuthenticatedRequest request,
        LiveAccessToken subject,
        string actor,
        TokenTerms clientTerms)
    {
        var targets = TargetsOf(request);
        if (!targets.IsOk)
        {
            return targets.Error;
        }

        var may = subject.Scopes.Intersect(request.Client.Scopes).Except(NotExchanged);
        var own = Shortened(clientTerms, subject, request.Form["requested_token_type"]);
        var wanted = request.Form["scope"] is { } sent ? ScopeSet.Parse(sent) : own.At(targets.Value, may);
        if (wanted.Count == 0 || !own.At(targets.Value, may).Covers(wanted))
        {
            return OAuthError.InvalidScope("scope is more than subject_token has, this client may have, or the target knows.")
                .Because(ErrorReason.ScopeUnregistered, wanted.ToString(), [own.At(targets.Value, may).ToString()]);
        }

        var limits = new TokenLimits(
            targets.Value,
            own.ConfirmationOf(request.Proof),
            subject.Limits.AuthorizationDetails,
            actor.Length == 0 ? null : actor);
        var person = new GrantedPerson(
            subject.UserId!,
            subject.GrantId!.Value,
            subject.FamilyId!.Value,
            subject.AuthTime ?? clock.GetUtcNow(),
            Amr: string.Empty,
            subject.Acr,
            SessionId: null,
            Nonce: null);
        return new GrantedAccess(own, wanted, person)
        {
            Limits = limits,
            IssuedTokenType = own.Opaque || request.Form["requested_token_type"] != JwtType ? AccessTokenType : JwtType,
        };
    }

    /// <summary>§2.1: resource and audience both name targets; §2.2.2: invalid_target for one that is not this client's.</summary>
    private static Result<string[]> TargetsOf(AuthenticatedRequest request)
    {
        var known = request.Client.Metadata.TokenExchangeAudiences ?? [];
        string[] sent = [.. request.Form.All(ResourceIndicator.Parameter), .. request.Form.All("audience")];
        return (sent.Length, known.Count) switch
        {
            (0, 1) => new[] { known[0] },
            (0, _) => new OAuthError("invalid_target", "resource or audience has to say where the token is for.")
                .Because(ErrorReason.ResourceRefused, expected: known),
            _ when Array.Exists(sent, s => !known.Contains(s, StringComparer.Ordinal))
                => new OAuthError("invalid_target", "This client may not exchange tokens for that target.")
                    .Because(ErrorReason.ResourceRefused, string.Join(' ', sent), known),
            _ => sent.Distinct(StringComparer.Ordinal).ToArray(),
        };
    }

    /// <summary>Never longer than what it came of; in the form that was asked for.</summary>
    private TokenTerms Shortened(TokenTerms own, LiveAccessToken subject, string? type)
    {
        var left = Math.Max(1, (int)(subject.ExpiresAt - clock.GetUtcNow()).TotalSeconds);
        return new TokenTerms(
            own.ClientId,
            own.Metadata with
            {
                AccessTokenLifetime = Math.Min(left, (int)own.AccessTokenLifetime.TotalSeconds),
                AccessTokenFormat = type == JwtType ? "jwt" : own.Metadata.AccessTokenFormat,
            },
            own.Options,
            own.GrantType,
            own.Resources);
    }
}
