using AuthPortal.Accounts.Guards;
using AuthPortal.Data;
using AuthPortal.Endpoints.Http;
using AuthPortal.Grants;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.Extensions.Options;

namespace AuthPortal.Endpoints.Token.GrantTypes;

/// <summary>
/// RFC 6749 §4.3, for clients from before (RFC 9700 §2.4 forbids it): only while the legacy grants are on. What the
/// person typed is proven as on the sign-in page, with its lockout, and what the app got can be revoked like any other.
/// </summary>
public sealed class PasswordGrant(
    IServiceScopeFactory scopes,
    GrantStore grants,
    GrantNotices notices,
    FamilyStart families,
    WriteQueue writes,
    ClientTerms terms,
    TimeProvider clock,
    IOptions<OAuthOptions> options) : IGrantType
{
    /// <summary>One answer for a wrong password, an unknown name, a locked account and one with a second factor.</summary>
    private static readonly OAuthError Invalid = OAuthError.InvalidGrant("The user name or the password is wrong.");

    public string Name => GrantTypeName.Password;

    public bool IsOffered => options.Value.LegacyGrants;

    public async Task<Result<GrantedAccess>> RedeemAsync(
        AuthenticatedRequest request,
        CancellationToken cancellationToken)
    {
        if (request.Form["username"] is not { } login || request.Form["password"] is not { } password)
        {
            return OAuthError.InvalidRequest("username or password is missing.");
        }

        var asked = request.Form["scope"] is { } sent ? ScopeSet.Parse(sent) : request.Client.Scopes;
        if (asked.Count == 0 || !request.Client.Scopes.Covers(asked))
        {
            return OAuthError.InvalidScope("scope asks for nothing, or for more than this client is registered for.")
                .Because(ErrorReason.ScopeUnregistered, asked.ToString(), [request.Client.Scopes.ToString()]);
        }

        await using var scope = scopes.CreateAsyncScope();
        var passwords = scope.ServiceProvider.GetRequiredService<GuardedPassword>();
        var verdict = await passwords.ProveAsync(login, password, request.Visitor, cancellationToken);
        if (verdict.Wait is { } wait)
        {
            return OAuthError.TooManyFailures("Too many sign-ins failed from this address.", wait);
        }

        if (verdict.User is not { TwoFactorEnabled: false } user)
        {
            return Invalid;
        }

        var own = await terms.ForAsync(request.Client, Name, cancellationToken);
        var access = await writes.RunAsync(db => BeginAsync(db, user.Id, asked, own, request), CancellationToken.None);
        notices.Publish(user.Id);
        return access is null ? Invalid : access;
    }

    private async Task<GrantedAccess?> BeginAsync(
        AuthDbContext db,
        string userId,
        ScopeSet scopes,
        TokenTerms own,
        AuthenticatedRequest request)
    {
        if (await grants.AllowAsync(db, userId, own.ClientId, new Allowance(scopes, ScopeSet.Empty)) is not { } grant)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        grant.LastUsedAt = now;
        return await families.BeginAsync(
            db,
            new FamilySeed(
                Guid.CreateVersion7(now),
                grant,
                scopes,
                new TokenLimits([], own.ConfirmationOf(request.Proof)),
                Resources: string.Empty,
                request.Proof,
                now,
                "pwd")
            {
                UserAgent = request.Visitor.UserAgent,
                IpAddress = request.Visitor.IpAddress,
            },
            own);
    }
}
