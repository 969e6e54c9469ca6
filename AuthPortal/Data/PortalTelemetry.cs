using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AuthPortal.Data;

/// <summary>The one name under which this program's metrics and traces are found, and where its spans begin.</summary>
public static class PortalTelemetry
{
    public const string Name = "AuthPortal";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>From a millisecond on: what is quicker is quick enough.</summary>
    public static InstrumentAdvice<double> Seconds { get; } = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    };

    /// <summary>A step of a walk; null, at the price of a comparison, where nobody listens.</summary>
    public static System.Diagnostics.Activity? Step(string name) => Source.StartActivity(name);
}
