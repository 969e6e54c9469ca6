using System.Globalization;
using System.Net;
using System.Text.Json;

namespace AuthPortal.Hosting.Bench;

/// <summary>
/// <c>bench</c>: measures this server over HTTP, the server in one process and who asks it in another. What it prints
/// says on which machine, how durable and how often.
/// </summary>
internal static class BenchCommand
{
    public const string Name = "bench";

    /// <summary>What the process that returns two letters is started with.</summary>
    internal const string Letters = "--two-letters";

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is [Name, Letters, var port])
        {
            await ServeLettersAsync(int.Parse(port, CultureInfo.InvariantCulture));
            return 0;
        }

        var options = BenchOptions.Parse(arguments.Skip(1));
        var report = new BenchReport(options);
        try
        {
            await report.RunAsync();
        }
        catch (BenchFailedException failed)
        {
            await Console.Error.WriteLineAsync($"Nothing can be said of this run. {failed.Message}");
            return 1;
        }

        var json = JsonSerializer.Serialize(report.Figures, Indented);
        if (options.Json is { } file)
        {
            await File.WriteAllTextAsync(file, json);
        }
        else
        {
            await Console.Out.WriteLineAsync(json);
        }

        return 0;
    }

    private static async Task ServeLettersAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentLength = 2;
            return context.Response.Body.WriteAsync("ok"u8.ToArray()).AsTask();
        });
        await app.RunAsync();
    }
}
