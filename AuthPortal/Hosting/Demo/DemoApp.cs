using System.Text.Json;
using AuthPortal.Clients;
using AuthPortal.Components;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AuthPortal.Hosting.Demo;

/// <summary>
/// A relying party to click through, in Development only: it knows nothing of the portal but its address, its own
/// client_id and secret, and goes the way of any app. After each step it leads back to its one page.
/// </summary>
internal sealed class DemoApp(DemoSessions sessions, DemoBackChannel portal, Issuer issuer, ClientRegistry registry)
{
    public const string Path = "/demo";
    public const string ClientId = "notes";
    public const string ClientSecret = "demo-secret-of-notes";

    private const string Scopes = "openid profile email offline_access notes.read notes.write";

    private string Home => issuer.Url(Path);

    private string Callback => issuer.Url(Path + "/callback");

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var demo = endpoints.MapGroup(Path).WithMetadata(new PageFormAttribute())
            .AddEndpointFilter((call, next) => call.HttpContext.RequestServices.GetRequiredService<DemoApp>()
                .OnlyWithItsClientAsync(call, next));
        var forms = demo.MapGroup(string.Empty).WithMetadata(new RequireAntiforgeryTokenAttribute());
        demo.MapGet("/", (DemoApp app, HttpContext context) => app.Show(context));
        demo.MapGet("/callback", (DemoApp app, HttpContext context) => app.ReturnAsync(context));
        forms.MapPost("/sign-in", (DemoApp app, HttpContext context) => app.SignIn(context));
        forms.MapPost("/refresh", (DemoApp app, HttpContext context) => app.RefreshAsync(context));
        forms.MapPost("/userinfo", (DemoApp app, HttpContext context) => app.AskAsync(context));
        forms.MapPost("/sign-out", (DemoApp app, HttpContext context) => app.SignOut(context));
    }

    private async ValueTask<object?> OnlyWithItsClientAsync(
        EndpointFilterInvocationContext call,
        EndpointFilterDelegate next)
        => await registry.FindAsync(ClientId, call.HttpContext.RequestAborted) is null
            ? TypedResults.NotFound()
            : await next(call);

    private RazorComponentResult<DemoPage> Show(HttpContext context)
    {
        var session = sessions.Of(context);
        if (session.News is not null)
        {
            sessions.Keep(context, session with { News = null });
        }

        return new(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(DemoPage.Session)] = session,
            [nameof(DemoPage.HomeAddress)] = Home,
        });
    }

    private RedirectHttpResult SignIn(HttpContext context)
    {
        var pending = new DemoPending(Secrets.Generate(), Secrets.Generate(), Secrets.Generate());
        sessions.Keep(context, new DemoSession(pending));
        return SeeOther(context, issuer.Url("/authorize") + QueryString.Create(
        [
            KeyValuePair.Create("response_type", (string?)"code"),
            KeyValuePair.Create("client_id", (string?)ClientId),
            KeyValuePair.Create("redirect_uri", (string?)Callback),
            KeyValuePair.Create("scope", (string?)Scopes),
            KeyValuePair.Create("state", (string?)pending.State),
            KeyValuePair.Create("nonce", (string?)pending.Nonce),
            KeyValuePair.Create("code_challenge", (string?)Pkce.Challenge(pending.Verifier)),
            KeyValuePair.Create("code_challenge_method", (string?)Pkce.Method),
        ]));
    }

    private async Task<RedirectHttpResult> ReturnAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var session = sessions.Of(context);
        // An answer that nobody here waits for, or of another server (RFC 9207 §2.4), changes nothing.
        if (session.Pending is not { } pending || query["state"] != pending.State || query["iss"] != issuer.Value)
        {
            return Back(context, session with { News = new("NotAsked", IsBad: true) });
        }

        if (query["error"].ToString() is { Length: > 0 } error)
        {
            var words = error == "access_denied" ? "Denied" : "Refused";
            return Back(context, new DemoSession(News: new(words, IsBad: true, error)));
        }

        return await TryAsync(context, new DemoSession(), async () =>
        {
            var tokens = await portal.TokensAsync(
                new(StringComparer.Ordinal)
                {
                    ["grant_type"] = "authorization_code",
                    ["code"] = query["code"].ToString(),
                    ["redirect_uri"] = Callback,
                    ["code_verifier"] = pending.Verifier,
                },
                before: null,
                context.RequestAborted);
            var subject = await portal.SubjectAsync(tokens.Id, pending.Nonce, context.RequestAborted);
            var claims = await portal.UserInfoAsync(tokens.Access, subject, context.RequestAborted);
            sessions.Renew(context, new DemoSession(Person: new DemoPerson(tokens, claims)));
        });
    }

    private async Task<RedirectHttpResult> RefreshAsync(HttpContext context)
    {
        var session = sessions.Of(context);
        return session.Person is not { Tokens: { Refresh: { } refresh } before } person
            ? SeeOther(context, Home)
            : await TryAsync(context, session, async () =>
            {
                var tokens = await portal.TokensAsync(
                    new(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh },
                    before,
                    context.RequestAborted);
                sessions.Keep(context, new DemoSession(Person: person with { Tokens = tokens }, News: new("Refreshed")));
            });
    }

    private async Task<RedirectHttpResult> AskAsync(HttpContext context)
    {
        var session = sessions.Of(context);
        return session.Person is not { } person
            ? SeeOther(context, Home)
            : await TryAsync(context, session, async () =>
            {
                var claims = await portal.UserInfoAsync(person.Tokens.Access, person.Subject, context.RequestAborted);
                sessions.Keep(context, new DemoSession(
                    Person: person with { Claims = claims }, News: new("Told", WithClaims: true)));
            });
    }

    /// <summary>
    /// The page's form carries the ID token, and 307 makes the browser post it on: so it stands in no URL.
    /// </summary>
    private RedirectHttpResult SignOut(HttpContext context)
    {
        sessions.End(context);
        return TypedResults.Redirect(issuer.Url("/logout"), permanent: false, preserveMethod: true);
    }

    private async Task<RedirectHttpResult> TryAsync(HttpContext context, DemoSession otherwise, Func<Task> step)
    {
        try
        {
            await step();
            return SeeOther(context, Home);
        }
        catch (DemoRefusedException refused)
        {
            return Back(context, otherwise with { News = new("Refused", IsBad: true, refused.Message) });
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException)
        {
            return Back(context, otherwise with { News = new("Unreachable", IsBad: true) });
        }
    }

    private RedirectHttpResult Back(HttpContext context, DemoSession session)
    {
        sessions.Keep(context, session);
        return SeeOther(context, Home);
    }

    /// <summary>The address with the code is replaced at once, and is told to nobody as the referrer.</summary>
    private static RedirectHttpResult SeeOther(HttpContext context, string address)
    {
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return TypedResults.Redirect(address);
    }
}
