using System.Collections.Concurrent;
using AuthPortal.Data;
using AuthPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AuthPortal.Clients;

/// <summary>
/// Remembers that a client which registered itself is in use, once a day: what nobody uses is deleted again
/// (<see cref="UnusedClients"/>), and the token endpoint must not pay for that with a write a request.
/// </summary>
public sealed class ClientUse(WriteQueue writes, TimeProvider clock)
{
    private const int MostKept = 100_000;

    private static readonly TimeSpan Resolution = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _noted = new(StringComparer.Ordinal);

    public async Task NoteAsync(RegisteredClient client)
    {
        var now = clock.GetUtcNow();
        if (client.Source != ClientSource.Registration
            || (_noted.TryGetValue(client.Id, out var noted) && now >= noted && now - noted < Resolution))
        {
            return;
        }

        if (_noted.Count >= MostKept)
        {
            _noted.Clear();
        }

        _noted[client.Id] = now;
        try
        {
            await writes.RunAsync(db => db.Clients.Where(c => c.Id == client.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.LastUsedAt, now)));
        }
        catch (Exception busy) when (busy is WriteQueueFullException or StorageOutageException)
        {
            // The next token notes it: an answer that was paid for must not be lost over this.
            _noted.TryRemove(client.Id, out _);
        }
    }
}
