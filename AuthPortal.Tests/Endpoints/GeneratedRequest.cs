using System.Net.Http.Headers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace AuthPortal.Tests.Endpoints;

/// <summary>A request that began as a good one and was then spoiled somewhere.</summary>
/// <param name="Path">The endpoint.</param>
/// <param name="Method">GET, POST or an odd one.</param>
/// <param name="Body">The parameters as they stand on the wire, in the query or the form; or JSON.</param>
/// <param name="ContentType">Of a body.</param>
/// <param name="Headers">What else is sent.</param>
internal sealed record GeneratedRequest(
    string Path,
    string Method,
    string Body,
    string ContentType = GeneratedRequest.Form,
    params (string Name, string Value)[] Headers)
{
    /// <summary>Nothing that a page could show may hold it unescaped.</summary>
    public const string Markup = "<img src=x onerror=alert(1)>";

    public const string Form = "application/x-www-form-urlencoded";
    public const string Json = "application/json";

    private static readonly string[] Odd =
    [
        "", " ", "%00", "%0d%0aLocation:%20https://evil.example.test", "%ff%fe", "%zz", "%", "null", "[]", "{}", "-1",
        "99999999999999999999", "https://evil.example.test/", "//evil.example.test", "javascript:alert(1)", "%F0%9F%92%A9",
        "https%3A%2F%2Fapp.example.test%2Fcallback%2F..%2Fevil", "https%3A%2F%2Fapp.example.test%40evil.example.test",
        "none", "login%20none", "openid%20openid", "S256", "plain", "code%20token", "a%5Cb%22c", "%E2%80%AE", "%3Cscript%3E",
        "eyJhbGciOiJub25lIn0.e30.", "a.b.c", "https%3A%2F%2Fclient.example.test%3A1%2Fnobody.json", "jwt", "query",
        "%7B%22userinfo%22%3A%7B%22name%22%3A5%7D%7D", "%5B%7B%22type%22%3A%22x%22%7D%5D", "1e999", "true",
        Uri.EscapeDataString(Markup), Uri.EscapeDataString("\"" + Markup),
    ];

    private static readonly string[] Names =
    [
        "client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "prompt", "max_age",
        "code_challenge_method", "response_mode", "id_token_hint", "login_hint", "request", "request_uri", "interaction",
        "grant_type", "code", "code_verifier", "refresh_token", "client_secret", "token", "token_type_hint",
        "access_token", "client_assertion", "client_assertion_type", "ui_locales", "claims", "acr_values", "display",
        "resource", "audience", "authorization_details", "dpop_jkt", "device_code", "user_code", "assertion",
        "subject_token", "subject_token_type", "actor_token", "username", "password", "post_logout_redirect_uri",
        "logout_hint", "registration", "since", "decision", "scopes", "Input.UserName", "Input.Password", "ReturnUrl",
        "__RequestVerificationToken", "_handler",
    ];

    private static readonly string[] JsonBits =
        ["null", "[]", "{", "}", "\"", "\\u0000", "\\ud800", "1e999", "-0", ",", "[[[[[[[[[[", "true", "\"a\":1,", "𐏿", "\u202e"];

    private static readonly Gen<string> Value = Gen.Frequency(
        (8, Gen.Elements(Odd)),
        (1, Gen.Elements(new string('a', 300), new string('%', 50), new string('a', 5000))),
        (3, ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Escaped(text.Get))));

    private static readonly Gen<(string, string)> Header = Gen.OneOf(
        Gen.Elements(
            "Basic", "Basic ", "Basic %%%", "Basic Og==", "Basic d2ViOg==", "Bearer", "Bearer ", "Bearer a.b.c",
            "Bearer ,", "DPoP x", "Digest username=\"web\"", "Basic " + Convert.ToBase64String([0xff, 0x3a, 0xfe]),
            "Basic " + new string('A', 3000), "Negotiate x").Select(value => ("Authorization", value)),
        Gen.Elements("", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", new string('A', 9000)).Select(value => ("DPoP", value)),
        Gen.Elements("null", "https://app.example.test", "https://evil.example.test", "x").Select(value => ("Origin", value)),
        Gen.Elements("application/token-introspection+jwt", "text/html", "application/jwt, */*;q=0", ";;")
            .Select(value => ("Accept", value)),
        Gen.Elements("W/\"0\"", "*", "\"").Select(value => ("If-None-Match", value)),
        Gen.Elements("evil.example.test", "https", "10.0.0.1").Select(value => ("X-Forwarded-Host", value)),
        Gen.Elements("ko", "se, ko;q=0.5", ";q=", new string('k', 2000)).Select(value => ("Accept-Language", value)));

    /// <summary>Any of the good ones, spoiled up to three times; one in five stays as it is.</summary>
    public static Gen<GeneratedRequest> From(IReadOnlyList<GeneratedRequest> good)
        => from seed in Gen.Elements(good.AsEnumerable())
           from count in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(1, 3)))
           from spoils in (seed.ContentType == Json ? JsonSpoil : Spoil).ListOf(count)
           from method in Gen.Frequency((12, Gen.Constant(seed.Method)), (1, Gen.Elements("GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS")))
           from type in Gen.Frequency(
               (14, Gen.Constant(seed.ContentType)),
               (1, Gen.Elements(Json, "text/plain", "multipart/form-data; boundary=x", Form + "; charset=utf-16")))
           from path in Gen.Frequency((20, Gen.Constant(string.Empty)), (1, Gen.Elements("/", "/x", "%0a", "/%2e%2e/token", "//")))
           from headers in Gen.Frequency(
               (6, Gen.Constant(seed.Headers)), (2, Header.Select(h => With(seed.Headers, h))), (1, Gen.Constant<(string, string)[]>([])))
           select seed with
           {
               Path = seed.Path + path,
               Method = method,
               Body = spoils.Aggregate(seed.Body, (body, spoil) => spoil(body)),
               ContentType = type,
               Headers = headers,
           };

    public HttpRequestMessage ToMessage()
    {
        var inQuery = Method is "GET" or "HEAD";
        var message = new HttpRequestMessage(new HttpMethod(Method), inQuery ? $"{Path}?{Body}" : Path);
        if (!inQuery)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        }

        foreach (var (name, value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    /// <summary>For the one who has to repeat it.</summary>
    public override string ToString()
        => $"{Method} {Path} {ContentType} {string.Join(' ', Headers.Select(h => $"{h.Name}: {h.Value};"))}\n{Body}";

    private static Gen<Func<string, string>> Spoil => Gen.OneOf(
        from at in Gen.Choose(0, 20) select Change(at, _ => []),
        from at in Gen.Choose(0, 20) select Change(at, pair => [pair, pair]),
        from at in Gen.Choose(0, 20) from value in Value select Change(at, pair => [pair.Split('=')[0] + "=" + value]),
        from name in Gen.Elements(Names) from value in Value select (Func<string, string>)(body => $"{body}&{name}={value}"),
        from text in Value select (Func<string, string>)(body => body + "&" + text));

    private static Gen<Func<string, string>> JsonSpoil => Gen.OneOf(
        from at in Gen.Choose(0, 400) select (Func<string, string>)(body => body[..(at % (body.Length + 1))]),
        from at in Gen.Choose(0, 400)
        from bit in Gen.Elements(JsonBits)
        select (Func<string, string>)(body => body.Insert(at % (body.Length + 1), bit)),
        from at in Gen.Choose(0, 400)
        from value in Value
        select (Func<string, string>)(body => Replaced(body, at, Uri.UnescapeDataString(value))));

    /// <summary>Another string in the place of one of the document's.</summary>
    private static string Replaced(string body, int at, string value)
    {
        var parts = body.Split('"');
        var index = ((at % Math.Max(parts.Length / 2, 1)) * 2) + 1;
        if (index < parts.Length)
        {
            parts[index] = System.Text.Json.JsonEncodedText.Encode(value).Value;
        }

        return string.Join('"', parts);
    }

    private static Func<string, string> Change(int at, Func<string, string[]> change) => body =>
    {
        var pairs = body.Split('&').ToList();
        var index = at % pairs.Count;
        var changed = change(pairs[index]);
        pairs.RemoveAt(index);
        pairs.InsertRange(index, changed);
        return string.Join('&', pairs);
    };

    private static (string Name, string Value)[] With((string Name, string Value)[] headers, (string Name, string Value) one)
        => [.. headers.Where(h => h.Name != one.Name), one];

    /// <summary>A surrogate without its other half cannot be escaped; it stands for itself.</summary>
    private static string Escaped(string text)
        => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"%{b:X2}"));
}
