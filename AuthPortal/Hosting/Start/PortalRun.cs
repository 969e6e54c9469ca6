using AuthPortal.Hosting.Settings;
using AuthPortal.Tokens;
using Microsoft.AspNetCore.Connections;

namespace AuthPortal.Hosting.Start;

/// <summary>Runs the server; what keeps it from starting becomes one line on the console and exit code 1.</summary>
public static class PortalRun
{
    private const int Refused = 1;

    public static async Task<int> RunPortalAsync(this WebApplication app)
    {
        try
        {
            SettingsRules.Check(app.Configuration);
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

    private static async Task<int> RefuseAsync(string line)
    {
        await Console.Error.WriteLineAsync($"AuthPortal did not start. {line.ReplaceLineEndings(" ")}");
        return Refused;
    }
}
