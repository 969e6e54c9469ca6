using System.Globalization;
using AuthPortal.Data;
using AuthPortal.Hosting.Start;
using AuthPortal.Tokens;

namespace AuthPortal.Hosting.Commands;

/// <summary>
/// <c>keys</c>, <c>keys rotate</c> and <c>keys rotate --emergency</c>: works on the database of this configuration, with
/// the server running or not. A running server follows within a second.
/// </summary>
internal static class KeysCommand
{
    private const int Done = 0;

    public const string Name = "keys";

    /// <exception cref="StartRefusedException">It is not one of the commands above.</exception>
    public static async Task<int> RunAsync(IServiceProvider services, string[] args, CancellationToken cancellationToken)
    {
        // Before anything is touched: whoever mistyped an emergency must not believe that it was dealt with.
        Func<SigningKeyRotation, Task> change = args switch
        {
            [Name] => _ => Task.CompletedTask,
            [Name, "rotate"] => keys => keys.RotateAsync(cancellationToken),
            [Name, "rotate", "--emergency"] => keys => keys.ReplaceAsync(cancellationToken),
            _ => throw new StartRefusedException("The keys command knows: keys, keys rotate, keys rotate --emergency."),
        };
        await ActivatorUtilities.CreateInstance<DatabaseStart>(services).StartAsync(cancellationToken);

        // No host runs here that would start it, and a write would wait for ever.
        var writes = services.GetRequiredService<WriteQueue>();
        await writes.StartAsync(cancellationToken);
        var rotation = services.GetRequiredService<SigningKeyRotation>();
        await rotation.KeepAsync(cancellationToken);
        await change(rotation);
        await writes.StopAsync(cancellationToken);
        await PrintAsync(services.GetRequiredService<SigningKeyStore>());
        return Done;
    }

    private static async Task PrintAsync(SigningKeyStore store)
    {
        foreach (var key in store.Described)
        {
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{key.Algorithm}  {key.Id}  signs from {key.ActiveFrom:u} until {key.RetiredAt?.ToString("u", CultureInfo.InvariantCulture) ?? "its successor"}"));
        }
    }
}
