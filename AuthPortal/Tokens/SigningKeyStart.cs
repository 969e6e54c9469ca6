namespace AuthPortal.Tokens;

/// <summary>
/// At the first start makes a key for each algorithm, at every start loads the keys into the ring; later follows what
/// another node or a command did, and rotates when it is time.
/// </summary>
internal sealed class SigningKeyStart(SigningKeyRotation rotation, TimeProvider clock, ILogger<SigningKeyStart> logger)
    : BackgroundService
{
    /// <summary>How soon a node knows of an emergency.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await rotation.KeepAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Period, clock, stoppingToken);
            try
            {
                await rotation.KeepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The keys in memory go on signing; the next second tries again.
                logger.LogWarning(exception, "The signing keys were not looked after this time");
            }
        }
    }
}
