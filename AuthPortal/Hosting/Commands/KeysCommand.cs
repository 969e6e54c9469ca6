using System.Globalization;
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
        await ActivatorUtilities.CreateInstance<DatabaseStart>(services).StartAsync(cancellationToken);
        var rotation = services.GetRequiredService<SigningKeyRotation>();
        await rotation.KeepAsync(cancellationToken);
        switch (args)
        {
            case [Name]:
                break;
            case [Name, "rotate"]:
                await rotation.RotateAsync(cancellationToken);
                break;
            case [Name, "rotate", "--emergency"]:
                await rotation.ReplaceAsync(cancellationToken);
                break;
            default:
                throw new StartRefusedException("The keys command knows: keys, keys rotate, keys rotate --emergency.");
        }

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
