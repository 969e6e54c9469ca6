using System.Net;
using MaxMind.Db;

namespace AuthPortal.Activity;

/// <summary>
/// The country of an address, from a database in MaxMind's format on this machine (<c>Geo:Database</c>). Nobody else is
/// asked. Without one no country is known.
/// </summary>
public sealed class CountryDatabase : IDisposable
{
    public const string Key = "Geo:Database";

    private readonly Reader? _reader;
    private readonly ILogger<CountryDatabase> _logger;

    public CountryDatabase(IConfiguration configuration, ILogger<CountryDatabase> logger)
    {
        _logger = logger;
        var path = configuration[Key];
        _reader = string.IsNullOrEmpty(path) ? null : new Reader(path, FileAccessMode.Memory);
    }

    public static bool IsReadable(string path)
    {
        try
        {
            using var reader = new Reader(path, FileAccessMode.Memory);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDatabaseException)
        {
            return false;
        }
    }

    /// <summary>ISO 3166-1, two letters; null when it is not known.</summary>
    public string? Find(string? address)
    {
        if (_reader is null || !IPAddress.TryParse(address, out var parsed))
        {
            return null;
        }

        try
        {
            return _reader.Find<Dictionary<string, object>>(parsed) is { } found
                && found.TryGetValue("country", out var country)
                && country is Dictionary<string, object> named
                && named.TryGetValue("iso_code", out var code)
                ? code as string
                : null;
        }
        catch (Exception exception) when (exception is InvalidDatabaseException or ArgumentException)
        {
            // A page must not fail for want of a country.
            _logger.LogWarning(exception, "The country of an address could not be read");
            return null;
        }
    }

    public void Dispose() => _reader?.Dispose();
}
