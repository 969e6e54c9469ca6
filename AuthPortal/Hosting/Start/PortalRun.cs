using AuthPortal.Data;
using AuthPortal.Hosting.Bench;
using AuthPortal.Hosting.Commands;
using AuthPortal.Hosting.Commands.Move;
using AuthPortal.Hosting.Settings;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Connections;

namespace AuthPortal.Hosting.Start;

/// <summary>Runs the server; what keeps it from starting becomes one line on the console and exit code 1.</summary>
public static class PortalRun
{
    private const int Refused = 1;

    /// <summary>Started from another folder, the program finds its settings and pages where it lies itself.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = File.Exists("appsettings.json") || NamesContentRoot(args) ? null : AppContext.BaseDirectory,
        });
        EarlyModel.Begin(builder.Configuration);
        return builder;
    }

    /// <param name="builder">With every room registered.</param>
    /// <param name="args">A command, or settings.</param>
    /// <param name="compose">Puts the middleware and the endpoints on the app.</param>
    public static async Task<int> RunPortalAsync(
        this WebApplicationBuilder builder,
        string[] args,
        Action<WebApplication> compose)
    {
        try
        {
            if (args is [BenchCommand.Name, ..])
            {
                // The servers that it measures are processes of their own.
                return await BenchCommand.RunAsync(args);
            }

            SettingsRules.Check(builder.Configuration);
            if (args is [BackupCommand.Backup or BackupCommand.Restore, ..])
            {
                return await BackupCommand.RunAsync(builder.Configuration, builder.Environment, args, CancellationToken.None);
            }

            ListenAddresses.ChoosePorts(builder.Configuration);
            var app = builder.Build();
            if (Command(app.Services, args) is { } command)
            {
                return await command();
            }

            compose(app);
            BeginEndpoints(app);
            await app.RunAsync();
            return 0;
        }
        catch (StartRefusedException refused)
        {
            return await RefuseAsync(refused.Message);
        }
        catch (SigningKeyUnreadableException unreadable)
        {
            return await RefuseAsync(unreadable.Message);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            return await RefuseAsync(
                $"{taken.Message.TrimEnd('.')}: stop the other program, or choose another address with --urls.");
        }
    }

    /// <summary>What works on the database instead of serving it.</summary>
    private static Func<Task<int>>? Command(IServiceProvider services, string[] args) => args switch
    {
        [KeysCommand.Name, ..] => () => KeysCommand.RunAsync(services, args, CancellationToken.None),
        [MoveCommand.Name, ..] => () => MoveCommand.RunAsync(services, args, CancellationToken.None),
        _ => null,
    };

    /// <summary>The first request would find and build them all; another core does while the database is opened.</summary>
    private static void BeginEndpoints(IEndpointRouteBuilder app)
        => _ = Task.Run(() => app.DataSources.Sum(source => source.Endpoints.Count));

    private static bool NamesContentRoot(string[] args)
        => Array.Exists(args, a => a.TrimStart('-').StartsWith("contentRoot", StringComparison.OrdinalIgnoreCase))
            || Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT") is not null
            || Environment.GetEnvironmentVariable("DOTNET_CONTENTROOT") is not null;

    private static async Task<int> RefuseAsync(string line)
    {
        await Console.Error.WriteLineAsync($"AuthPortal did not start. {line.ReplaceLineEndings(" ")}");
        return Refused;
    }
}
