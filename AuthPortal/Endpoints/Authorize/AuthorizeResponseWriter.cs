using System.Globalization;
using AuthPortal.Components.Answers;
using AuthPortal.Endpoints.Http;
using AuthPortal.Interactions;
using AuthPortal.Protocol;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Mvc;

namespace AuthPortal.Endpoints.Authorize;

/// <summary>
/// Answers the client through the browser, RFC 6749 §4.1.2, by query, fragment or form_post, plain or signed (JARM).
/// Each answer names the issuer, so that a client with several servers knows whose it is (RFC 9207 §2).
/// </summary>
public sealed class AuthorizeResponseWriter(Issuer issuer, AuthorizationResponses signer)
{
    /// <summary>The code and the tokens, as far as the response type has them (OpenID Connect Core §3.3.2.5).</summary>
    public IActionResult Granted(AnswerTarget target, string? code, FrontChannelTokens? tokens)
    {
        List<(string, string)> fields = [];
        Add(fields, "code", code);
        if (tokens?.AccessToken is { } accessToken)
        {
            fields.Add(("access_token", accessToken));
            fields.Add(("token_type", "Bearer"));
            fields.Add(("expires_in", tokens.ExpiresIn.ToString(CultureInfo.InvariantCulture)));
            fields.Add(("scope", tokens.Scopes.ToString()));
        }

        Add(fields, "id_token", tokens?.IdToken);
        return Answer(target, fields);
    }

    public IActionResult Error(AnswerTarget target, OAuthError error)
        => Answer(target, [("error", error.Code), ("error_description", error.Description)]);

    private static void Add(List<(string, string)> fields, string name, string? value)
    {
        if (value is not null)
        {
            fields.Add((name, value));
        }
    }

    private IActionResult Answer(AnswerTarget target, List<(string Name, string Value)> fields)
    {
        Add(fields, "state", target.State);
        if (ResponseMode.IsSigned(target.ResponseMode))
        {
            // JARM §2.1: iss stands inside, where nobody can change it.
            var response = signer.Sign(target.ClientId, target.SigningAlgorithm, fields);
            return Send(target, target.ResponseMode[..^ResponseMode.SignedSuffix.Length], [("response", response)]);
        }

        fields.Add(("iss", issuer.Value));
        return Send(target, target.ResponseMode, fields);
    }

    private static IActionResult Send(AnswerTarget target, string mode, List<(string Name, string Value)> fields)
        => mode switch
        {
            ResponseMode.FormPost => new PageResult<FormPost>(new(StringComparer.Ordinal)
            {
                [nameof(FormPost.Address)] = target.RedirectUri,
                [nameof(FormPost.Fields)] = fields,
            }),
            ResponseMode.Fragment => new SeeOtherResult($"{target.RedirectUri}#{Encode(fields)}"),
            _ => new SeeOtherResult(WithQuery(target.RedirectUri, fields)),
        };

    /// <summary>RFC 6749 §3.1.2: a query that the client registered is kept.</summary>
    private static string WithQuery(string uri, List<(string Name, string Value)> fields)
        => uri + (uri.Contains('?', StringComparison.Ordinal) ? '&' : '?') + Encode(fields);

    private static string Encode(List<(string Name, string Value)> fields)
        => string.Join('&', fields.Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}"));
}
