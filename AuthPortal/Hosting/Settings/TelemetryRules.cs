using AuthPortal.Hosting.Telemetry;

namespace AuthPortal.Hosting.Settings;

/// <summary>Checks the section <c>Telemetry</c>.</summary>
internal static class TelemetryRules
{
    /// <exception cref="Start.StartRefusedException">A setting is wrong.</exception>
    public static void Check(IConfigurationSection telemetry)
    {
        SettingChecks.CheckKnown(telemetry, TelemetryServices.Otlp, TelemetryServices.Metrics);
        if (telemetry[TelemetryServices.Otlp] is { Length: > 0 } address
            && (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
        {
            throw SettingChecks.Wrong(
                telemetry.GetSection(TelemetryServices.Otlp),
                "is no address of a collector: give one such as http://localhost:4317, or leave it out.");
        }

        if (telemetry[TelemetryServices.Metrics] is { } metrics && !bool.TryParse(metrics, out _))
        {
            throw SettingChecks.Wrong(telemetry.GetSection(TelemetryServices.Metrics), "is neither true nor false.");
        }
    }
}
