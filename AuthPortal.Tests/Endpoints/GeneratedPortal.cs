using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using AuthPortal.Clients.Remote;
using AuthPortal.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AuthPortal.Tests.Endpoints;

/// <summary>
/// A portal with everything on that settings can turn on, whose log is read as it is written: a line with anything in
/// it that looks like a token or is a secret of the test is kept.
/// </summary>
public sealed partial class GeneratedPortal : Portal, ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _leaks = new();
    private readonly RemotePolicy _policy;
    private int _lines;

    public GeneratedPortal(RemotePolicy policy)
    {
        _policy = policy;
        Settings["OAuth:LegacyGrants"] = "true";
        Settings["OAuth:DynamicRegistration"] = "open";
        Settings["OAuth:MutualTls"] = "true";
    }

    /// <summary>What must be in no line.</summary>
    public HashSet<string> Secrets { get; } = new(StringComparer.Ordinal) { Seed.Password };

    public IReadOnlyCollection<string> Leaks => _leaks;

    public int Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Read($"{state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        Interlocked.Increment(ref _lines);
        Read($"{formatter(state, exception)} {exception}");
    }

    protected override void UseClock(IServiceCollection services)
    {
        base.UseClock(services);
        services.AddSingleton<ILoggerProvider>(this);
        services.Replace(ServiceDescriptor.Singleton(_policy));
    }

    private void Read(string line)
    {
        if (_leaks.Count < 20 && (LooksSecret().IsMatch(line) || Secrets.Any(s => line.Contains(s, StringComparison.Ordinal))))
        {
            _leaks.Enqueue(line);
        }
    }

    /// <summary>A JWT, or 256 random bits as this server writes them.</summary>
    [GeneratedRegex(@"eyJ[\w-]{8,}\.[\w-]*\.|(?<![\w-])[\w-]{43}(?![\w-])", RegexOptions.None, 1000)]
    private static partial Regex LooksSecret();
}
