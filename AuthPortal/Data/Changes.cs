using System.Collections.Immutable;

namespace AuthPortal.Data;

/// <summary>
/// What the database says has changed, on whatever node: who keeps rows in memory listens and forgets them. With SQLite
/// this process is the only writer and nothing is ever told.
/// </summary>
public sealed class Changes
{
    private ImmutableList<Action<Change>> _listeners = [];

    /// <summary>For as long as the process runs.</summary>
    public void Listen(Action<Change> listener)
        => ImmutableInterlocked.Update(ref _listeners, (others, one) => others.Add(one), listener);

    internal void Tell(Change change) => _listeners.ForEach(listener => listener(change));
}

/// <param name="Kind">
/// <see cref="Client"/>, <see cref="Scopes"/> or <see cref="Failures"/>; null is everything, when notices may have been lost.
/// </param>
/// <param name="Key">Of a client, its identifier; of failures, who has to wait, and until when.</param>
public sealed record Change(string? Kind, string? Key = null)
{
    public const string Client = "client";
    public const string Scopes = "scopes";
    public const string Failures = "failures";

    public static readonly Change Anything = new(Kind: null);

    /// <summary>As triggers write it: the kind, and after a colon the key.</summary>
    internal static Change Parse(string payload)
        => payload.Split(':', 2) is [var kind, var key] ? new Change(kind, key) : new Change(payload);

    public bool IsOf(string kind) => Kind is null || Kind == kind;
}
