namespace AuthPortal.Hosting.Bench;

/// <summary>One thing that is measured.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Connections">How many ask at the same time, each for one thing after the other.</param>
/// <param name="BeginAsync">Makes a connection ready, and gives what it does again and again.</param>
internal sealed record LoadStep(
    string Name,
    int Connections,
    Func<LoadConnection, ValueTask<Func<ValueTask>>> BeginAsync)
{
    /// <summary>A step whose connections need nothing before.</summary>
    public static LoadStep Simple(string name, int connections, Func<LoadConnection, ValueTask> run)
        => new(name, connections, connection => ValueTask.FromResult<Func<ValueTask>>(() => run(connection)));
}
