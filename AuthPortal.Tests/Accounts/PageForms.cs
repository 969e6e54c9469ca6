using System.Net;
using System.Text.RegularExpressions;
using AuthPortal.Accounts;
using AuthPortal.Tests.Fixtures;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AuthPortal.Tests.Accounts;

/// <summary>Fills the pages' forms as a program would: the page's token and the fields of the contract, no more.</summary>
internal static partial class PageForms
{
    public const string SessionCookie = "__Host-authportal";

    public static async Task<HttpResponseMessage> PostFormAsync(
        this HttpClient client,
        string page,
        params (string Name, string Value)[] fields)
        => await client.PostAsync(page, await client.FillAsync(page, fields));

    public static async Task<FormUrlEncodedContent> FillAsync(
        this HttpClient client,
        string page,
        params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await client.GetStringAsync(page)).Groups["token"].Value;
        return new FormUrlEncodedContent(
        [
            KeyValuePair.Create("__RequestVerificationToken", token),
            .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)),
        ]);
    }

    public static Task<HttpResponseMessage> SignInAsync(
        this HttpClient client,
        string login,
        string password = Seed.Password,
        string page = "/login")
        => client.PostFormAsync(page, ("Input.UserName", login), ("Input.Password", password));

    public static async Task<bool> IsSignedInAsync(this HttpClient client)
        => (await client.GetAsync("/account/security")).StatusCode == HttpStatusCode.OK;

    /// <summary>The value of the session cookie that an answer sets; null when it sets none.</summary>
    public static string? SessionOf(this HttpResponseMessage answer)
        => answer.Headers.TryGetValues("Set-Cookie", out var cookies)
            ? cookies.Where(c => c.StartsWith(SessionCookie + "=", StringComparison.Ordinal))
                .Select(c => c.Split(';')[0][(SessionCookie.Length + 1)..])
                .FirstOrDefault(v => v.Length > 0)
            : null;

    public static SignedInPerson PersonIn(this Portal portal, string session)
        => SignedInPerson.From(portal.TicketIn(session).Principal)!;

    public static string AddressOf(this HttpResponseMessage answer)
        => new Uri(new Uri(Portal.Issuer), answer.Headers.Location!).ToString();

    private static AuthenticationTicket TicketIn(this Portal portal, string session)
        => portal.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(IdentityConstants.ApplicationScheme).TicketDataFormat.Unprotect(session)!;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
