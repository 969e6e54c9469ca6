using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Outside;

/// <summary>
/// Somebody at a browser who goes wherever an app and the portal lead: follows redirects, signs in, allows, and passes
/// on answers that come as a form.
/// </summary>
public sealed class Person : IDisposable
{
    private const int MostSteps = 20;
    private static readonly HtmlParser Parser = new();
    private readonly string _userName;
    private readonly HttpClient _http;

    public Person(string userName)
    {
        _userName = userName;
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CheckCertificateRevocationList = true });
    }

    /// <summary>The addresses passed on the way, the last one first.</summary>
    public Stack<Uri> Way { get; } = new();

    /// <summary>
    /// Where the way ends: the body of the first answer that asks for nothing, or an address of another machine.
    /// </summary>
    public async Task<string> GoAsync(string address)
    {
        var response = await _http.GetAsync(new Uri(address));
        for (var step = 0; step < MostSteps; step++)
        {
            var here = response.RequestMessage!.RequestUri!;
            Way.Push(here);
            if (response.Headers.Location is { } location)
            {
                var there = new Uri(here, location);
                if (!there.IsLoopback)
                {
                    return there.AbsoluteUri;
                }

                response = await _http.GetAsync(there);
                continue;
            }

            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} at {here}: {text}");
            if (await NextAsync(here, text) is not { } next)
            {
                return text;
            }

            response = next;
        }

        throw new InvalidOperationException("The way does not end: " + string.Join(' ', Way));
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage?> NextAsync(Uri here, string text)
    {
        var form = (await Parser.ParseDocumentAsync(text)).QuerySelector<IHtmlFormElement>("main form, body > form");
        (string, string)[]? filled = (here.AbsolutePath, form) switch
        {
            (_, null) => null,
            ("/login", _) => [("Input.UserName", _userName), ("Input.Password", Seed.Password)],
            ("/consent", _) => [("decision", "allow")],
            ("/authorize", _) => [],
            ("/device", _) when here.Query.Length > 0 => [],
            _ => null,
        };
        if (filled is null)
        {
            return null;
        }

        var fields = form!.QuerySelectorAll<IHtmlInputElement>("input[name]")
            .Where(i => i.Type is not ("checkbox" or "radio") || i.IsChecked)
            .Select(i => KeyValuePair.Create(i.Name!, i.Value))
            .Where(f => !filled.Any(g => g.Item1 == f.Key))
            .Concat(filled.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        using var content = new FormUrlEncodedContent(fields);
        return await _http.PostAsync(new Uri(here, form!.GetAttribute("action") ?? string.Empty), content);
    }
}
