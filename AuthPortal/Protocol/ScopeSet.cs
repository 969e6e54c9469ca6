using System.Collections;

namespace AuthPortal.Protocol;

/// <summary>
/// A scope value, RFC 6749 §3.3: space-separated, case-sensitive tokens; order kept, duplicates dropped.
/// Extra spaces are tolerated, because some clients send a leading one.
/// </summary>
public sealed class ScopeSet : IReadOnlyList<string>, IEquatable<ScopeSet>
{
    public static readonly ScopeSet Empty = new([]);

    private readonly string[] _names;

    private ScopeSet(string[] names) => _names = names;

    public int Count => _names.Length;

    public string this[int index] => _names[index];

    public static ScopeSet Of(IEnumerable<string> names) => new(names.Distinct(StringComparer.Ordinal).ToArray());

    /// <summary>Splits a wire value; null and empty give the empty set.</summary>
    public static ScopeSet Parse(string? value) => string.IsNullOrWhiteSpace(value)
        ? Empty
        : value.Contains(' ', StringComparison.Ordinal) ? Of(value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        : new([value]);

    /// <summary>True when every token has only the characters of RFC 6749 §3.3 (%x21 / %x23-5B / %x5D-7E).</summary>
    public static bool IsWellFormed(string value)
        => value.All(c => c is ' ' or '!' or (>= '#' and <= '[') or (>= ']' and <= '~'));

    public bool Contains(string name) => Array.IndexOf(_names, name) >= 0;

    public bool Covers(ScopeSet other) => Array.TrueForAll(other._names, Contains);

    public ScopeSet Intersect(ScopeSet other) => new(Array.FindAll(_names, other.Contains));

    public ScopeSet Except(ScopeSet other) => new(Array.FindAll(_names, n => !other.Contains(n)));

    public ScopeSet Union(ScopeSet other) => Of(_names.Concat(other._names));

    /// <summary>Equal as sets: order carries no meaning.</summary>
    public bool Equals(ScopeSet? other) => other is not null && Count == other.Count && Covers(other);

    public override bool Equals(object? obj) => Equals(obj as ScopeSet);

    public override int GetHashCode()
        => _names.Aggregate(0, (hash, name) => hash ^ name.GetHashCode(StringComparison.Ordinal));

    public override string ToString() => string.Join(' ', _names);

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _names.GetEnumerator();
}
