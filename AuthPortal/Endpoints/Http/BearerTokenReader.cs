using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// Finds the access token of a request to a protected resource: the Authorization header (RFC 6750 §2.1) or a posted
/// form (§2.2). Never the query, which ends in logs and histories (OAuth 2.1 §5.2).
/// </summary>
public sealed class BearerTokenReader(FormReader forms)
{
    private const string Scheme = "Bearer ";

    /// <summary>RFC 9449 §7.1.</summary>
    private const string DpopScheme = "DPoP ";

    public async Task<Result<PresentedToken>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var posted = new PresentedToken(null);
        if (HttpMethods.IsPost(request.Method) && request.HasFormContentType)
        {
            var form = await forms.ReadAsync(request, cancellationToken);
            if (!form.IsOk)
            {
                return form.Error;
            }

            posted = new PresentedToken(form.Value["access_token"]);
        }

        var header = request.Headers.Authorization;
        if (header.Count == 0)
        {
            return posted;
        }

        if (header.Count > 1 || posted.Value is not null)
        {
            return OAuthError.InvalidRequest("The access token must be sent in one way, once.");
        }

        var value = header.ToString();
        return value.StartsWith(DpopScheme, StringComparison.OrdinalIgnoreCase)
            ? new PresentedToken(value[DpopScheme.Length..].Trim(), IsDpop: true)
            : value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                ? new PresentedToken(value[Scheme.Length..].Trim())
                : posted;
    }
}

/// <summary>What was found; null when the request brought no token.</summary>
public sealed record PresentedToken(string? Value, bool IsDpop = false);
