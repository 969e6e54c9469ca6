using System.Diagnostics.Metrics;

namespace AuthPortal.Data;

/// <summary>How often what is kept in memory saved the work of making it again.</summary>
public sealed class CacheMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _asked;

    public CacheMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(PortalTelemetry.Name);
        _asked = _meter.CreateCounter<long>("authportal.cache", "{question}", "Questions to what is kept in memory");
    }

    /// <param name="cache">A name of ours.</param>
    /// <param name="hit">Whether it was there.</param>
    public void Asked(string cache, bool hit)
    {
        if (_asked.Enabled)
        {
            _asked.Add(1, new("cache", cache), new("result", hit ? "hit" : "miss"));
        }
    }
}
