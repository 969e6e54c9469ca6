using System.Collections.Immutable;

namespace AuthPortal.Data;

/// <summary>
/// Tells open pages that what is stored under a key has changed. In process only: with several instances a page of
/// another instance sees the change at its next load.
/// </summary>
public abstract class Notices(ILogger logger)
{
    private ImmutableDictionary<string, ImmutableList<Func<Task>>> _open =
        ImmutableDictionary<string, ImmutableList<Func<Task>>>.Empty;

    /// <summary>Call it after the commit. Returns at once; a listener that fails harms no other.</summary>
    public void Publish(string key)
    {
        if (!Volatile.Read(ref _open).TryGetValue(key, out var listeners))
        {
            return;
        }

        foreach (var listener in listeners)
        {
            _ = TellAsync(listener);
        }
    }

    /// <summary>Dispose what comes back when the page closes.</summary>
    public IDisposable Subscribe(string key, Func<Task> changed)
    {
        // A wrapper of its own, so that the same method subscribed twice is two listeners.
        Task Listener() => changed();
        Func<Task> listener = Listener;
        ImmutableInterlocked.AddOrUpdate(ref _open, key, [listener], (_, others) => others.Add(listener));
        return new Subscription(() => Remove(key, listener));
    }

    private void Remove(string key, Func<Task> listener)
        => ImmutableInterlocked.Update(ref _open, open =>
        {
            var left = open.TryGetValue(key, out var listeners) ? listeners.Remove(listener) : [];
            return left.IsEmpty ? open.Remove(key) : open.SetItem(key, left);
        });

    private async Task TellAsync(Func<Task> listener)
    {
        await Task.Yield();
        try
        {
            await listener();
        }
        catch (Exception exception)
        {
            // A page that is closing may throw anything; it concerns nobody else.
            logger.LogDebug(exception, "An open page did not take a notice");
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
