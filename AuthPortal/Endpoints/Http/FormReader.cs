using System.Buffers;
using AuthPortal.Protocol;
using Microsoft.Net.Http.Headers;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// Reads the form of a protocol request, RFC 6749 §3.2. It parses the octets itself, because the framework's reader
/// joins repeated parameters and mends what is not UTF-8.
/// </summary>
public sealed class FormReader
{
    /// <summary>In octets; a larger body is 413.</summary>
    public const int LargestBody = 64 * 1024;

    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>All parameters, or what is wrong with the request as a whole.</summary>
    public async Task<Result<RequestParameters>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var read = await ReadLenientlyAsync(request, cancellationToken);
        return read is { IsOk: true, Value.Fault: { } fault } ? fault : read;
    }

    /// <summary>The same, where the caller judges repeated and malformed parameters.</summary>
    public async Task<Result<RequestParameters>> ReadLenientlyAsync(
        HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (!IsForm(request.ContentType))
        {
            return OAuthError.InvalidRequest($"The content type must be {FormType} in UTF-8.")
                .Because(ErrorReason.ContentType, request.ContentType, [FormType]);
        }

        if (request.ContentLength > LargestBody)
        {
            return TooLarge();
        }

        // One octet more than may come, so that a longer body shows itself.
        var size = (int)(request.ContentLength ?? LargestBody) + 1;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var length = await request.Body.ReadAtLeastAsync(
                buffer.AsMemory(0, size), size, throwOnEndOfStream: false, cancellationToken);
            if (length > LargestBody)
            {
                return TooLarge();
            }

            var parameters = RequestParameters.Parse(buffer.AsSpan(0, length));
            RequestFacts.Of(request.HttpContext).Parameters = parameters.Values;
            return parameters;
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge()
                : OAuthError.InvalidRequest("The body can't be read.");
        }
        finally
        {
            // It held secrets, and the pool hands it to anybody.
            buffer.AsSpan(0, size).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsForm(string? contentType)
        => MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static OAuthError TooLarge()
        => new("invalid_request", "The body is larger than 64 KiB.", StatusCodes.Status413PayloadTooLarge);
}
