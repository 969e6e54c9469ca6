using System.Net.Http.Headers;
using System.Text;
using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Tokens;
using FsCheck;
using FsCheck.Fluent;

namespace AuthPortal.Tests.Endpoints;

/// <summary>A request to a protocol endpoint that began as a good one and was then spoiled somewhere.</summary>
/// <param name="Path">The endpoint.</param>
/// <param name="Method">GET, POST or an odd one.</param>
/// <param name="Body">The parameters as they stand on the wire, in the query or the form.</param>
/// <param name="ContentType">Of a form.</param>
/// <param name="Authorization">The header; null for none.</param>
public sealed record GeneratedRequest(
    string Path,
    string Method,
    string Body,
    string ContentType,
    string? Authorization)
{
    /// <summary>Nothing that a page could show may hold it unescaped.</summary>
    public const string Markup = "<img src=x onerror=alert(1)>";

    private const string Form = "application/x-www-form-urlencoded";

    private static readonly string[] Odd =
    [
        "", " ", "%00", "%0d%0aLocation:%20https://evil.example.test", "%ff%fe", "%zz", "%", "null", "[]", "{}", "-1",
        "99999999999999999999", "https://evil.example.test/", "//evil.example.test", "javascript:alert(1)", "%F0%9F%92%A9",
        "https%3A%2F%2Fapp.example.test%2Fcallback%2F..%2Fevil", "https%3A%2F%2Fapp.example.test%40evil.example.test",
        "none", "login%20none", "openid%20openid", "S256", "plain", "code%20token", "a%5Cb%22c", "%E2%80%AE", "%3Cscript%3E",
        Uri.EscapeDataString(Markup), Uri.EscapeDataString("\"" + Markup),
    ];

    private static readonly string[] Names =
    [
        "client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "prompt", "max_age",
        "code_challenge_method", "response_mode", "id_token_hint", "login_hint", "request", "request_uri", "interaction",
        "grant_type", "code", "code_verifier", "refresh_token", "client_secret", "token", "token_type_hint",
        "access_token", "client_assertion", "client_assertion_type", "ui_locales", "claims", "acr_values", "display",
    ];

    private static readonly Gen<string> Value = Gen.Frequency(
        (6, Gen.Elements(Odd)),
        (1, Gen.Constant(new string('a', 5000))),
        (3, ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Escaped(text.Get))));

    private static readonly Gen<string> Header = Gen.Elements(
        "Basic", "Basic ", "Basic %%%", "Basic Og==", "Basic d2ViOg==", "Bearer", "Bearer ", "Bearer a.b.c", "Bearer ,",
        "DPoP x", "Digest username=\"web\"", "Basic " + Convert.ToBase64String([0xff, 0x3a, 0xfe]),
        "Basic " + new string('A', 3000), "Negotiate x");

    public static Arbitrary<GeneratedRequest> Arbitrary() => Arb.From(
        from seed in Gen.Elements(Good)
        from spoils in Spoils
        from method in Gen.Frequency((9, Gen.Constant(seed.Method)), (1, Gen.Elements("GET", "POST", "PUT", "HEAD")))
        from type in Gen.Frequency(
            (12, Gen.Constant(Form)),
            (1, Gen.Elements("application/json", "text/plain", "multipart/form-data; boundary=x", Form + "; charset=utf-16")))
        from header in Gen.Frequency((5, Gen.Constant(seed.Authorization)), (2, Header.Select(h => (string?)h)))
        select seed with
        {
            Method = method,
            Body = spoils.Aggregate(seed.Body, (body, spoil) => spoil(body)),
            ContentType = type,
            Authorization = header,
        });

    public HttpRequestMessage ToMessage()
    {
        var inQuery = Method is "GET" or "HEAD";
        var message = new HttpRequestMessage(new HttpMethod(Method), inQuery ? $"{Path}?{Body}" : Path);
        if (!inQuery)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        }

        if (Authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", Authorization);
        }

        return message;
    }

    private static Gen<List<Func<string, string>>> Spoils =>
        from count in Gen.Choose(0, 3)
        from spoils in Spoil.ListOf(count)
        select spoils.ToList();

    private static Gen<Func<string, string>> Spoil => Gen.OneOf(
        from at in Gen.Choose(0, 20) select Change(at, _ => []),
        from at in Gen.Choose(0, 20) select Change(at, pair => [pair, pair]),
        from at in Gen.Choose(0, 20) from value in Value select Change(at, pair => [pair.Split('=')[0] + "=" + value]),
        from name in Gen.Elements(Names) from value in Value select (Func<string, string>)(body => $"{body}&{name}={value}"),
        from text in Value select (Func<string, string>)(body => body + "&" + text));

    private static GeneratedRequest[] Good =>
    [
        new("/authorize", "GET", AuthorizePortal.Address()["/authorize?".Length..], Form, null),
        new("/authorize", "POST", AuthorizePortal.Address(("prompt", "none"))["/authorize?".Length..], Form, null),
        new("/token", "POST", $"grant_type=authorization_code&code=x&code_verifier={AppScene.Verifier}", Form, Basic),
        new("/token", "POST", "grant_type=refresh_token&refresh_token=x&scope=openid", Form, Basic),
        new("/token", "POST", "grant_type=client_credentials&client_id=two-uris&client_secret=x", Form, null),
        new("/userinfo", "GET", "", Form, "Bearer x"),
        new("/userinfo", "POST", "access_token=x", Form, null),
        new("/revoke", "POST", "token=x&token_type_hint=refresh_token", Form, Basic),
        new("/introspect", "POST", "token=x&token_type_hint=access_token", Form, Basic),
    ];

    private static string Basic => AppScene.Basic(AuthorizePortal.Web, "secret-value").ToString();

    private static Func<string, string> Change(int at, Func<string, string[]> change) => body =>
    {
        var pairs = body.Split('&').ToList();
        var index = at % pairs.Count;
        var changed = change(pairs[index]);
        pairs.RemoveAt(index);
        pairs.InsertRange(index, changed);
        return string.Join('&', pairs);
    };

    /// <summary>A surrogate without its other half cannot be escaped; it stands for itself.</summary>
    private static string Escaped(string text)
        => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"%{b:X2}"));
}
