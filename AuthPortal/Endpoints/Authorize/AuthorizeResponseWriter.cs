using AuthPortal.Components.Answers;
using AuthPortal.Endpoints.Http;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>
/// Answers the client through the browser, RFC 6749 §4.1.2, by query or form_post. Each answer names the issuer, so
/// that a client with several servers knows whose it is (RFC 9207 §2).
/// </summary>
public sealed class AuthorizeResponseWriter(Issuer issuer)
{
    public IActionResult Code(AnswerTarget target, string code) => Answer(target, [("code", code)]);

    public IActionResult Error(AnswerTarget target, OAuthError error)
        => Answer(target, [("error", error.Code), ("error_description", error.Description)]);

    private IActionResult Answer(AnswerTarget target, List<(string Name, string Value)> fields)
    {
        if (target.State is { } state)
        {
            fields.Add(("state", state));
        }

        fields.Add(("iss", issuer.Value));
        return target.ResponseMode == ResponseMode.FormPost
            ? new PageResult<FormPost>(new(StringComparer.Ordinal)
            {
                [nameof(FormPost.Address)] = target.RedirectUri,
                [nameof(FormPost.Fields)] = fields,
            })
            : new SeeOtherResult(WithQuery(target.RedirectUri, fields));
    }

    /// <summary>RFC 6749 §3.1.2: a query that the client registered is kept.</summary>
    private static string WithQuery(string uri, List<(string Name, string Value)> fields)
        => uri + (uri.Contains('?', StringComparison.Ordinal) ? '&' : '?')
            + string.Join('&', fields.Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}"));
}
