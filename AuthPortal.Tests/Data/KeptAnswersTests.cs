using AuthPortal.Data;
using Microsoft.Extensions.Time.Testing;

namespace AuthPortal.Tests.Data;

/// <summary>What takes long is done once, however many ask.</summary>
public sealed class KeptAnswersTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly KeptAnswers<string, int> _answers;
    private int _found;

    public KeptAnswersTests() => _answers = new(_clock);

    [Fact]
    public async Task Those_who_ask_at_once_wait_for_one_answer()
    {
        var gate = new TaskCompletionSource();
        var all = Enumerable.Range(0, 20).Select(_ => _answers.GetAsync("app", async () =>
        {
            await gate.Task;
            return Interlocked.Increment(ref _found);
        })).ToList();
        gate.SetResult();
        Assert.All(await Task.WhenAll(all), answer => Assert.Equal(1, answer));
    }

    [Fact]
    public async Task An_answer_is_kept_for_ten_minutes()
    {
        Assert.Equal(1, await NextAsync());
        _clock.Advance(TimeSpan.FromSeconds(599));
        Assert.True(_answers.Has("app"));
        Assert.Equal(1, await NextAsync());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_answers.Has("app"));
        Assert.Equal(2, await NextAsync());
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        await Assert.ThrowsAsync<IOException>(() => _answers.GetAsync("app", () => Task.FromException<int>(new IOException())));
        Assert.Equal(1, await NextAsync());
    }

    private Task<int> NextAsync() => _answers.GetAsync("app", () => Task.FromResult(Interlocked.Increment(ref _found)));
}
