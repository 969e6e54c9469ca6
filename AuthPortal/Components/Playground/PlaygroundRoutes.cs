using System.Globalization;
using AuthPortal.Accounts;
using AuthPortal.Activity;
using AuthPortal.Clients;
using AuthPortal.Clients.Registration;
using AuthPortal.Components.Developer;
using Microsoft.AspNetCore.Antiforgery;

namespace AuthPortal.Components.Playground;

/// <summary>
/// What the playground asks of the server beside the protocol: to let an app come back to it, by the rules and with the
/// audit event of the settings form, and why the app's last request failed. Both are for the app's own people.
/// </summary>
internal static class PlaygroundRoutes
{
    public const string CallbackForm = "playground/comes-back";
    public const string Why = "playground/why";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/" + CallbackForm, ChangeAsync).RequireAuthorization()
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new PageFormAttribute());
        endpoints.MapGet("/" + Why, ExplainAsync).RequireAuthorization();
    }

    private static async Task ChangeAsync(HttpContext context, OwnedApps owned, ClientEditor editor, PlaygroundApp playground)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (clientId, wanted) = (form["app"].ToString(), form["comes-back"] == "yes");
        if (ActorOf(context) is not { } actor
            || await owned.FindAsync(clientId, actor, context.RequestAborted) is not { MayChange: true } details)
        {
            await PageGuard.WriteAsync(context, StatusCodes.Status404NotFound);
            return;
        }

        var metadata = details.App.Metadata;
        string[] others = [.. (metadata.RedirectUris ?? []).Where(uri => uri != playground.Callback)];
        var outcome = await editor.ChangeAsync(
            actor,
            clientId,
            metadata with { RedirectUris = wanted ? [.. others, playground.Callback] : others },
            details.Version,
            context.RequestAborted);
        var problem = outcome is EditOutcome.Done ? string.Empty : "&problem=1";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location =
            $"{context.Request.PathBase}/playground?app={Uri.EscapeDataString(clientId)}{problem}";
    }

    /// <summary>The newest failure since; an empty object when there is none yet.</summary>
    private static async Task<IResult> ExplainAsync(
        HttpContext context,
        string? app,
        string? since,
        OwnedApps owned,
        ClientErrors errors,
        RegistrationContexts contexts,
        ErrorWords words)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (ActorOf(context) is not { } actor
            || app is null
            || !long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || await owned.FindAsync(app, actor, context.RequestAborted) is not { } details)
        {
            return TypedResults.NotFound();
        }

        var from = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        var newest = await errors.ListAsync(app, most: 1, context.RequestAborted);
        if (newest is not [var row] || row.LastAt < from)
        {
            return TypedResults.Json(new { });
        }

        var rules = await contexts.GetAsync(actor.IsAdministrator, current: null, context.RequestAborted);
        var view = words.View(row, details.App.Metadata, rules);
        return TypedResults.Json(new
        {
            view.Title,
            view.Hint,
            view.Mend,
            view.Source,
            view.Parameter,
            Sent = Pieces(view.Sent),
            Expected = Pieces(view.Expected),
        });
    }

    private static IEnumerable<object>? Pieces(IReadOnlyList<TextPiece>? pieces)
        => pieces?.Select(piece => new { piece.Text, piece.Differs });

    private static AppActor? ActorOf(HttpContext context)
        => SignedInPerson.From(context.User) is { } person
            ? new AppActor(person.UserId, context.User.IsInRole(Roles.Admin))
            : null;
}
