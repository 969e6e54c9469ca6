using System.Globalization;
using System.Text;
using AuthPortal.Accounts;
using AuthPortal.Activity;
using AuthPortal.Resources;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.Extensions.Localization;

namespace AuthPortal.Components.Me;

/// <summary>
/// A person's activity as a file for a spreadsheet. Names of apps and browsers are whatever somebody wrote, so a cell
/// that would be taken for a formula is marked as text.
/// </summary>
internal static class ActivityExport
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        ShouldQuote = _ => true,
    };

    public static void Map(IEndpointRouteBuilder endpoints)
        => endpoints.MapGet("/" + ActivityQuery.ExportPath, ExportAsync).RequireAuthorization();

    private static async Task ExportAsync(
        HttpContext context,
        PersonActivity happened,
        EventWords words,
        IStringLocalizer<MeTexts> texts)
    {
        if (SignedInPerson.From(context.User) is not { } person)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var asked = ActivityQuery.Of(context.Request.Query["kind"], context.Request.Query["app"], page: null);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"activity.csv\"";

        // With a mark of the encoding: spreadsheets take the file for another one otherwise.
        var text = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await using (text.ConfigureAwait(false))
        {
            await using var csv = new CsvWriter(text, Format, leaveOpen: true);
            await WriteAsync(csv, [texts["CsvTime"], texts["CsvWhat"], texts["CsvType"], texts["CsvApp"], texts["CsvAddress"], texts["CsvDevice"]]);
            await foreach (var e in happened.AllAsync(person.UserId, asked.Kind, asked.App, context.RequestAborted))
            {
                await WriteAsync(csv,
                [
                    e.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                    words.ForPerson(e)?.Text,
                    e.Type,
                    e.Client?.Name ?? e.Data.GetValueOrDefault("app"),
                    e.IpAddress,
                    e.UserAgent,
                ]);
            }
        }
    }

    private static async Task WriteAsync(CsvWriter csv, string?[] cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        await csv.NextRecordAsync();
    }
}
