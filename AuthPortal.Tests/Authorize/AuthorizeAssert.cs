using System.Net;
using System.Text.RegularExpressions;
using AuthPortal.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static AuthPortal.Tests.Authorize.AuthorizePortal;

namespace AuthPortal.Tests.Authorize;

/// <summary>The two kinds of refusal of /authorize.</summary>
internal static class AuthorizeAssert
{
    /// <summary>The person sees a page, and nothing goes anywhere.</summary>
    public static void IsShown(Visit visit)
    {
        Assert.Null(visit.LeftFor);
        Assert.Equal(HttpStatusCode.BadRequest, visit.Status);
        Assert.NotNull(visit.Page);
        Assert.DoesNotContain("<script>alert", visit.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            visit.Page.QuerySelectorAll("[href], [src], [action]").SelectMany(e => e.Attributes),
            a => a.Value.StartsWith("https://evil", StringComparison.Ordinal)
                || a.Value.StartsWith("//", StringComparison.Ordinal)
                || a.Value.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The client gets the error with state and issuer, and no code exists for it.</summary>
    public static async Task IsRefusedAsync(this Portal portal, Visit visit, string error, string client = Web)
    {
        Assert.Matches($"^{Regex.Escape(Callback)}[?#]error=", visit.LeftFor);
        Assert.Equal(error, visit.Answer["error"]);
        Assert.Equal(Request()["state"], visit.Answer["state"]);
        Assert.Equal(Portal.Issuer, visit.Answer["iss"]);
        Assert.False(visit.Answer.ContainsKey("code"));
        Assert.Equal(
            0,
            await portal.ReadAsync(db => db.AuthorizationCodes.CountAsync(c => c.Grant!.ClientId == client)));
    }
}
