namespace AuthPortal.Data;

/// <summary>What waits for the writer, in the order in which it came, and never more than fits.</summary>
internal sealed class WaitingWrites(int capacity)
{
    private readonly Queue<Write> _queue = new();
    private readonly object _order = new();
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_order)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>False when it is full or closed.</summary>
    public bool TryAdd(Write write)
    {
        lock (_order)
        {
            if (_closed || _queue.Count >= capacity)
            {
                return false;
            }

            _queue.Enqueue(write);
            if (_queue.Count == 1)
            {
                Monitor.Pulse(_order);
            }
        }

        return true;
    }

    /// <summary>Nothing more comes in; what waits may still be taken.</summary>
    public void Close()
    {
        lock (_order)
        {
            _closed = true;
            Monitor.Pulse(_order);
        }
    }

    /// <summary>Waits for the next ones and takes as many as there are; false when there will be none.</summary>
    public bool TakeInto(List<Write> batch, int most)
    {
        lock (_order)
        {
            while (_queue.Count == 0 && !_closed)
            {
                Monitor.Wait(_order);
            }

            while (batch.Count < most && _queue.TryDequeue(out var write))
            {
                batch.Add(write);
            }

            return batch.Count > 0;
        }
    }
}
