using System.Text.Json;

namespace AuthPortal.Protocol;

/// <summary>How JSON from outside is read: a member that stands twice is two things to two parsers, so it is refused.</summary>
public static class StrictJson
{
    private const int Deepest = 16;

    public static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = Deepest,
    };
}
