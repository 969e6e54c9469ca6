using AuthPortal.Accounts;
using AuthPortal.Components.Docs;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Components.Me;

/// <summary>Where a person's picture is sent to, and where everybody who was told its address sees it.</summary>
internal static class PictureRoutes
{
    public const string Form = "account/picture";
    public const string RemoveForm = "account/picture/remove";

    /// <summary>Beside the file: the form's other parts.</summary>
    private const int Around = 16 * 1024;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/" + Form, SaveAsync).RequireAuthorization().WithMetadata(
            new RequireAntiforgeryTokenAttribute(),
            new PageFormAttribute { LargestBody = PictureMaker.LargestFile + Around },
            new RequestSizeLimitAttribute(PictureMaker.LargestFile + Around));
        endpoints.MapPost("/" + RemoveForm, RemoveAsync).RequireAuthorization()
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new PageFormAttribute());
        endpoints.MapGet(PersonPictures.Path + "/{id}", ShowAsync).WithMetadata(new ForProgramsAttribute());
    }

    private static async Task SaveAsync(HttpContext context, PersonPictures pictures)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var saved = form.Files.GetFile("picture") is { Length: > 0 and <= PictureMaker.LargestFile } file
            && SignedInPerson.From(context.User) is { } person
            && await pictures.ReplaceAsync(person.UserId, await ReadAsync(file, context.RequestAborted), context.RequestAborted);
        Return(context, saved ? "done=picture" : "problem=picture");
    }

    private static async Task RemoveAsync(HttpContext context, PersonPictures pictures)
    {
        if (SignedInPerson.From(context.User) is { } person)
        {
            await pictures.RemoveAsync(person.UserId, context.RequestAborted);
        }

        Return(context, "done=removed");
    }

    /// <summary>A picture never changes under its address, and other sites may show it.</summary>
    private static async Task ShowAsync(string id, HttpContext context, PersonPictures pictures)
    {
        if (await pictures.FindAsync(id, context.RequestAborted) is not { } image)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        context.Response.ContentType = PictureMaker.MediaType;
        context.Response.ContentLength = image.Length;
        await context.Response.Body.WriteAsync(image, context.RequestAborted);
    }

    private static async Task<byte[]> ReadAsync(IFormFile file, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream((int)file.Length);
        await file.CopyToAsync(memory, cancellationToken);
        return memory.ToArray();
    }

    private static void Return(HttpContext context, string outcome)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"{context.Request.PathBase}/account?{outcome}";
    }
}
