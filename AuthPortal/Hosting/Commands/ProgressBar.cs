namespace AuthPortal.Hosting.Commands;

/// <summary>How far a long command has come; silent where nobody watches.</summary>
internal sealed class ProgressBar(string verb)
{
    private const int Width = 40;

    private int _shown = -1;

    public async Task ShowAsync(long done, long all)
    {
        var percent = all == 0 ? 100 : (int)(done * 100 / all);
        if (percent == _shown || Console.IsOutputRedirected)
        {
            return;
        }

        _shown = percent;
        var filled = new string('#', percent * Width / 100).PadRight(Width, '.');
        await Console.Out.WriteAsync($"\r[{filled}] {percent,3} % {verb}{(percent == 100 ? Environment.NewLine : string.Empty)}");
    }
}
