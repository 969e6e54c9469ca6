using AuthPortal.Protocol;

namespace AuthPortal.Accounts;

/// <summary>
/// The one-time link of the first run. Its token is known to whoever reads the console; here only its hash is kept,
/// in memory, so that it dies with its use or with the process.
/// </summary>
public sealed class SetupLink
{
    private const int LongestToken = 128;

    private volatile byte[]? _hash;

    /// <summary>A new token; an earlier one opens nothing any more.</summary>
    public string Open()
    {
        var token = Secrets.Generate();
        _hash = Secrets.Hash(token);
        return token;
    }

    public bool Opens(string? token)
        => _hash is { } hash && token is { Length: > 0 and <= LongestToken } && Secrets.Matches(token, hash);

    public void Close() => _hash = null;
}
