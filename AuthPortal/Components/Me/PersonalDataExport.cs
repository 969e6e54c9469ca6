using System.Text.Encodings.Web;
using System.Text.Json;
using AuthPortal.Accounts;

namespace AuthPortal.Components.Me;

/// <summary>The person's own data as a file.</summary>
internal static class PersonalDataExport
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Map(IEndpointRouteBuilder endpoints)
        => endpoints.MapGet("/account/data.json", WriteAsync).RequireAuthorization();

    private static async Task WriteAsync(HttpContext context, PersonalData data)
    {
        if (SignedInPerson.From(context.User) is not { } person
            || await data.ReadAsync(person.UserId, context.RequestAborted) is not { } all)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"my-data.json\"";
        await context.Response.WriteAsJsonAsync(all, Format, "application/json; charset=utf-8", context.RequestAborted);
    }
}
