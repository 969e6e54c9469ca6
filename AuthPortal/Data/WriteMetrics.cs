using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AuthPortal.Data;

/// <summary>How the write queue fares: how many go together, how long they wait, how many wait now.</summary>
public sealed class WriteMetrics
{
    private static readonly InstrumentAdvice<int> Together = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256],
    };

    private readonly Meter _meter;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _refused;

    public WriteMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(PortalTelemetry.Name);
        _batch = _meter.CreateHistogram(
            "authportal.writes.batch", "{write}", "Writes that were committed together", [], Together);
        _wait = _meter.CreateHistogram(
            "authportal.writes.wait", "s", "From a write's coming to its turn", [], PortalTelemetry.Seconds);
        _refused = _meter.CreateCounter<long>(
            "authportal.writes.refused", "{write}", "Writes that found the queue full");
    }

    internal void Observe(WaitingWrites waiting)
        => _meter.CreateObservableGauge(
            "authportal.writes.waiting", () => waiting.Count, "{write}", "Writes that wait now");

    internal void Refused() => _refused.Add(1);

    internal void Began(List<Write> batch)
    {
        _batch.Record(batch.Count);
        if (_wait.Enabled)
        {
            foreach (var write in batch)
            {
                _wait.Record(Stopwatch.GetElapsedTime(write.Since).TotalSeconds);
            }
        }
    }
}
