using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AuthPortal.Accounts;
using AuthPortal.Data.Entities;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AuthPortal.Tests.Fixtures;

/// <summary>
/// A person's browser without JavaScript: it keeps cookies, follows redirects inside the portal and stops at the
/// first that leads out of it, parses pages, fills and posts their forms.
/// </summary>
public sealed class Browser : IDisposable
{
    private const int MostRedirects = 10;

    private static readonly HtmlParser Parser = new();
    private readonly Portal _portal;
    private readonly HttpClient _http;

    public Browser(Portal portal)
    {
        _portal = portal;
        _http = portal.CreateDefaultClient(new Uri(portal.Root), new CookieKeeper(Cookies));
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Requests as they are, no redirect followed.</summary>
    public HttpClient Http => _http;

    /// <summary>Goes to an address and follows redirects inside the portal.</summary>
    public async Task<Visit> GoAsync(string address) => await FollowAsync(await _http.GetAsync(address));

    /// <summary>Presses a button of a page's form, with the form's own fields and <paramref name="filled"/>.</summary>
    public async Task<Visit> SubmitAsync(Visit visit, params (string Name, string Value)[] filled)
    {
        var form = visit.Page?.QuerySelector<IHtmlFormElement>("main form, form")
            ?? throw new InvalidOperationException($"There is no form at {visit.Address}: {visit.Text}");
        return await SubmitAsync(visit, form, filled);
    }

    /// <summary>The same, for a page with several forms.</summary>
    public async Task<Visit> SubmitAsync(
        Visit visit,
        IHtmlFormElement form,
        params (string Name, string Value)[] filled)
    {
        var names = filled.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var fields = FieldsOf(form).Where(f => !names.Contains(f.Key))
            .Concat(filled.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        var root = new Uri(visit.Address, visit.Page?.QuerySelector("base")?.GetAttribute("href") ?? string.Empty);
        var action = form.GetAttribute("action") is { Length: > 0 } given ? new Uri(root, given) : visit.Address;
        using var content = new FormUrlEncodedContent(fields);
        return await FollowAsync(await _http.PostAsync(action, content));
    }

    /// <summary>Signs in on the real page.</summary>
    public async Task SignInAsync(string userName, string password = Seed.Password)
    {
        var done = await SubmitAsync(
            await GoAsync("/login"),
            ("Input.UserName", userName),
            ("Input.Password", password));
        Assert.Null(done.Page?.QuerySelector("input[name='Input.Password']"));
    }

    /// <summary>
    /// Is signed in at once, as if the person had just used their password: quick, for tests that are about
    /// something else.
    /// </summary>
    public Task HasSignedInAsync(string userName) => HasSignedInAsync(userName, Sessions.Password);

    /// <param name="userName">Who.</param>
    /// <param name="amr">How, RFC 8176.</param>
    public async Task HasSignedInAsync(string userName, params string[] amr)
    {
        using var scope = _portal.Services.CreateScope();
        var services = scope.ServiceProvider;
        var user = await services.GetRequiredService<UserManager<User>>().FindByNameAsync(userName);
        var principal = await services.GetRequiredService<SignInManager<User>>().CreateUserPrincipalAsync(user!);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var sessionId = Secrets.Generate();
        SessionClaims.Write(principal, sessionId, now, amr);
        await _portal.WriteAsync(db =>
        {
            db.Sessions.Add(new Session { Id = sessionId, UserId = user!.Id, CreatedAt = now, LastSeenAt = now });
            return Task.CompletedTask;
        });
        var ticket = new AuthenticationTicket(
            principal,
            new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now.AddDays(1) },
            IdentityConstants.ApplicationScheme);
        var options = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(IdentityConstants.ApplicationScheme);
        Cookies.Add(
            new Uri(_portal.Root),
            new Cookie(options.Cookie.Name!, options.TicketDataFormat.Protect(ticket)) { Path = "/" });
    }

    public void Dispose() => _http.Dispose();

    private static IEnumerable<KeyValuePair<string, string>> FieldsOf(IHtmlFormElement form)
    {
        foreach (var element in form.QuerySelectorAll<IHtmlInputElement>("input[name]"))
        {
            var counts = element.Type is not ("submit" or "button" or "image" or "file")
                && (element.Type is not ("checkbox" or "radio") || element.IsChecked)
                && !element.IsDisabled;
            if (counts)
            {
                yield return KeyValuePair.Create(element.Name!, element.Value);
            }
        }
    }

    private async Task<Visit> FollowAsync(HttpResponseMessage response)
    {
        for (var i = 0; i < MostRedirects; i++)
        {
            var here = response.RequestMessage!.RequestUri!;
            if (response.Headers.Location is not { } location || (int)response.StatusCode is < 300 or >= 400)
            {
                var text = await response.Content.ReadAsStringAsync();
                var isPage = response.Content.Headers.ContentType?.MediaType == "text/html";
                return new Visit(here, response, text, isPage ? await Parser.ParseDocumentAsync(text) : null, null);
            }

            var next = new Uri(here, location);
            if (next.GetLeftPart(UriPartial.Authority) != _portal.Root)
            {
                return new Visit(here, response, string.Empty, null, location.OriginalString);
            }

            response = await _http.GetAsync(next);
        }

        throw new InvalidOperationException("Too many redirects.");
    }
}

/// <summary>Where a browser has arrived.</summary>
/// <param name="Address">The last address inside the portal.</param>
/// <param name="Response">Its answer.</param>
/// <param name="Text">Its body.</param>
/// <param name="Page">Its body as a page; null for anything else.</param>
/// <param name="LeftFor">Where the portal sent the browser outside of it, exactly as it was written.</param>
public sealed record Visit(
    Uri Address,
    HttpResponseMessage Response,
    string Text,
    IHtmlDocument? Page,
    string? LeftFor)
{
    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>The parameters of <see cref="LeftFor"/>: of its fragment where it has one, else of its query.</summary>
    public IReadOnlyDictionary<string, string> Answer
        => Microsoft.AspNetCore.WebUtilities.QueryHelpers
            .ParseQuery(LeftFor is not { } left ? string.Empty
                : new Uri(left).Fragment is { Length: > 1 } fragment ? fragment[1..]
                : new Uri(left).Query)
            .ToDictionary(p => p.Key, p => p.Value.ToString());
}
