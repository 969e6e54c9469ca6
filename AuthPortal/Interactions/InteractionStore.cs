using AuthPortal.Data;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Interactions;

/// <summary>
/// Authorization requests under way. An id in another browser than its own reads as an unknown one. Each lives for
/// <see cref="Lifetime"/>.
/// </summary>
public sealed class InteractionStore(
    IDbContextFactory<AuthDbContext> contexts,
    WriteQueue writes,
    BrowserBinding binding,
    TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>A form that came from another site brought no cookies: the browser is known at its next request.</summary>
    private static readonly byte[] NotYetBound = [];

    /// <summary>Stores a request and binds it to the browser.</summary>
    public Task<Interaction> CreateAsync(
        HttpContext context,
        string clientId,
        IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancellationToken)
        => AddAsync(binding.FindOrAdd(context), clientId, parameters, cancellationToken);

    /// <summary>
    /// Stores a request whose cookies the browser held back. It is bound by <see cref="ResumeAsync"/>; a fresh cookie
    /// here would cut off what the same browser has under way in other tabs.
    /// </summary>
    public Task<Interaction> CreateUnboundAsync(
        HttpContext context,
        string clientId,
        IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancellationToken)
        => AddAsync(binding.Find(context) ?? NotYetBound, clientId, parameters, cancellationToken);

    /// <summary>Null when it is unknown, expired or another browser's.</summary>
    public async Task<Interaction?> FindAsync(string id, HttpContext context, CancellationToken cancellationToken)
    {
        if (binding.Find(context) is not { } browser)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Interactions.AsNoTracking()
            .FirstOrDefaultAsync(i => i.Id == id && i.BrowserHash == browser && i.ExpiresAt > now, cancellationToken);
    }

    /// <summary>As <see cref="FindAsync"/>, and binds one that is not yet bound to the browser that asks first.</summary>
    public async Task<Interaction?> ResumeAsync(string id, HttpContext context, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, context, cancellationToken) is { } found)
        {
            return found;
        }

        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var unbound = await db.Interactions.AsNoTracking().FirstOrDefaultAsync(
            i => i.Id == id && i.BrowserHash == NotYetBound && i.ExpiresAt > now,
            cancellationToken);
        if (unbound is null)
        {
            return null;
        }

        var browser = binding.FindOrAdd(context);
        var bound = await writes.RunAsync(
            write => write.Interactions.Where(i => i.Id == id && i.BrowserHash == NotYetBound)
                .ExecuteUpdateAsync(s => s.SetProperty(i => i.BrowserHash, browser)),
            cancellationToken);
        return bound == 1 ? unbound : null;
    }

    /// <summary>Records what the person answered. Only the authorization endpoint decides what follows from it.</summary>
    /// <param name="id">The interaction.</param>
    /// <param name="context">The browser's request.</param>
    /// <param name="userId">Who is signed in; the answer counts for nobody else.</param>
    /// <param name="answer">What they said.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when it is unknown, expired or another browser's.</returns>
    public async Task<bool> RecordConsentAsync(
        string id,
        HttpContext context,
        string userId,
        ConsentAnswer answer,
        CancellationToken cancellationToken)
    {
        if (binding.Find(context) is not { } browser)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        var scopes = answer.Ticked.ToString();
        return await writes.RunAsync(
            db => db.Interactions
                .Where(i => i.Id == id && i.BrowserHash == browser && i.ExpiresAt > now)
                .Where(_ => db.Users.Any(u => u.Id == userId))
                .ExecuteUpdateAsync(s => s
                    .SetProperty(i => i.UserId, userId)
                    .SetProperty(i => i.Decision, answer.Decision)
                    .SetProperty(i => i.AllowedScopes, scopes)
                    .SetProperty(i => i.Duration, answer.Lasts)),
            cancellationToken) == 1;
    }

    /// <summary>Inside a write: true for the one caller that may act on it.</summary>
    public static async Task<bool> ConsumeAsync(AuthDbContext db, string id)
        => await db.Interactions.Where(i => i.Id == id).ExecuteDeleteAsync() == 1;

    private async Task<Interaction> AddAsync(
        byte[] browser,
        string clientId,
        IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var interaction = new Interaction
        {
            Id = Secrets.Generate(),
            BrowserHash = browser,
            ClientId = clientId,
            Parameters = new Dictionary<string, string>(parameters, StringComparer.Ordinal),
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
        };
        await writes.RunAsync(
            db =>
            {
                db.Interactions.Add(interaction);
                return Task.CompletedTask;
            },
            cancellationToken);
        return interaction;
    }
}

/// <summary>What a person says on the consent page.</summary>
/// <param name="Decision">Allow or deny.</param>
/// <param name="Ticked">The optional scopes that were left ticked; others in it have no effect.</param>
/// <param name="Lasts">For how long; null where the form did not say.</param>
public sealed record ConsentAnswer(ConsentDecision Decision, ScopeSet Ticked, ConsentDuration? Lasts);
