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

    /// <summary>What reading it may throw: half a surrogate pair is well-formed by its escapes, and no text.</summary>
    public static bool IsProblem(Exception exception) => exception is JsonException or InvalidOperationException;
}
