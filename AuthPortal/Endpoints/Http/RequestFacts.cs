using System.Collections.ObjectModel;

namespace AuthPortal.Endpoints.Http;

/// <summary>
/// What became known of a protocol request while it was read, RFC 6749 §3: should it fail, the app's own developers see
/// it. Nothing decides by it, for nothing in it is proven.
/// </summary>
public sealed class RequestFacts
{
    /// <summary>Whose request it says it is; null while nobody is named.</summary>
    public string? ClientId { get; set; }

    /// <summary>The error code that it was answered with.</summary>
    public string? Error { get; set; }

    public IReadOnlyDictionary<string, string> Parameters { get; set; } = ReadOnlyDictionary<string, string>.Empty;

    public static RequestFacts Of(HttpContext context)
    {
        if (context.Features.Get<RequestFacts>() is { } facts)
        {
            return facts;
        }

        context.Features.Set(facts = new RequestFacts());
        return facts;
    }
}
