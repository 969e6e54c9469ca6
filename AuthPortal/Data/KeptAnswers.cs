using System.Collections.Concurrent;

namespace AuthPortal.Data;

/// <summary>When an answer is worth keeping.</summary>
internal static class KeptAnswers
{
    /// <summary>More rows than a page may look at each time.</summary>
    public const int Many = 10_000;
}

/// <summary>
/// Answers that take a look at very many rows: found once in ten minutes, and by one of those who ask at the same time.
/// </summary>
internal sealed class KeptAnswers<TKey, TAnswer>(TimeProvider clock)
    where TKey : notnull
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<TKey, Answer> _answers = new();

    public bool Has(TKey key) => _answers.TryGetValue(key, out var answer) && IsFresh(answer);

    /// <param name="key">What is asked.</param>
    /// <param name="find">Finds it, with nothing of this caller's: others may wait for it.</param>
    public async Task<TAnswer> GetAsync(TKey key, Func<Task<TAnswer>> find)
    {
        foreach (var old in _answers.Where(a => !IsFresh(a.Value)))
        {
            _answers.TryRemove(old);
        }

        var answer = _answers.GetOrAdd(key, _ => new Answer(clock.GetUtcNow(), new(() => Task.Run(find))));
        try
        {
            return await answer.Found.Value;
        }
        catch
        {
            _answers.TryRemove(KeyValuePair.Create(key, answer));
            throw;
        }
    }

    private bool IsFresh(Answer answer) => clock.GetUtcNow() - answer.At < Kept;

    private sealed record Answer(DateTimeOffset At, Lazy<Task<TAnswer>> Found);
}
