using System.Net;
using System.Net.Sockets;
using AuthPortal.Hosting.Bench;

namespace AuthPortal.Tests.Durability;

/// <summary>An app that uses the server until it is cut off, and remembers every answer that it got.</summary>
internal sealed class RememberingProgram(IPEndPoint address, string cookies, int number)
{
    private const int RefreshesAFamily = 4;

    private readonly PortalSteps _steps = new(
        new BenchTarget(BenchFile.Client, BenchFile.RedirectUri, BenchFile.Scope), cookies);

    private readonly List<Family> _families = [];
    private readonly List<Code> _codes = [];
    private readonly List<string> _opaque = [];
    private volatile int _answers;

    public int Answers => _answers;

    public async Task UseUntilCutOffAsync()
    {
        using var connection = new LoadConnection(address);
        connection.Keep(cookies.Split(';'));
        try
        {
            while (true)
            {
                await SignInAsync(connection);
                await IssueOpaqueAsync(connection);
            }
        }
        catch (Exception cutOff) when (cutOff is SocketException or IOException)
        {
            // What it was in the middle of is remembered as such.
        }
    }

    /// <summary>After the restart: what was answered holds, what was under way happened whole or not at all.</summary>
    public async Task JudgeAsync(IPEndPoint restarted)
    {
        using var connection = new LoadConnection(restarted);
        foreach (var token in _opaque)
        {
            var answer = await connection.SendAsync(LoadRequest.Post(
                "/introspect", [("token", token), .. BenchTarget.CredentialsOf(BenchFile.OpaqueClient)]));
            Assert.StartsWith("{\"active\":true", answer.Text, StringComparison.Ordinal);
        }

        // In this order: a used code that comes back ends its family, as it should.
        foreach (var code in _codes.Where(c => c.State == Use.None))
        {
            await JudgeAsync(connection, code);
        }

        foreach (var family in _families)
        {
            await JudgeAsync(connection, family);
        }

        foreach (var code in _codes.Where(c => c.State != Use.None))
        {
            await JudgeAsync(connection, code);
        }
    }

    private async Task SignInAsync(LoadConnection connection)
    {
        var code = new Code(await _steps.CodeAsync(connection, BenchFile.Scope));
        _codes.Add(code);
        _answers++;
        if (_codes.Count % 5 == number % 5)
        {
            // Left for after the kill: a code that was handed out is good once, then as now.
            return;
        }

        code.State = Use.UnderWay;
        var issued = await _steps.RedeemAsync(connection, code.Issued);
        code.State = Use.Used;
        _answers++;
        var family = new Family(issued.Expect(StatusCodes.Status200OK).Member("refresh_token")!);
        _families.Add(family);
        for (var i = 0; i < RefreshesAFamily; i++)
        {
            family.UnderWay = true;
            var answer = await RefreshAsync(connection, family.Latest);
            family.Spent.Add(family.Latest);
            family.Latest = answer.Expect(StatusCodes.Status200OK).Member("refresh_token")!;
            family.UnderWay = false;
            _answers++;
        }
    }

    private async Task IssueOpaqueAsync(LoadConnection connection)
    {
        var answer = await connection.SendAsync(LoadRequest.Post("/token", [
            ("grant_type", "client_credentials"), .. BenchTarget.CredentialsOf(BenchFile.OpaqueClient)]));
        _opaque.Add(answer.Expect(StatusCodes.Status200OK).Member("access_token")!);
        _answers++;
    }

    private async Task JudgeAsync(LoadConnection connection, Family family)
    {
        var latest = await RefreshAsync(connection, family.Latest);
        if (latest.Status != StatusCodes.Status200OK)
        {
            // Only a refresh that was cut off may have spent it, and then its answer is given again or it is refused.
            Assert.True(family.UnderWay, latest.Text);
            Assert.Equal("invalid_grant", latest.Member("error"));
        }

        foreach (var spent in family.Spent)
        {
            Assert.Equal("invalid_grant", (await RefreshAsync(connection, spent)).Member("error"));
        }
    }

    private async Task JudgeAsync(LoadConnection connection, Code code)
    {
        var first = await _steps.RedeemAsync(connection, code.Issued);
        Assert.True(
            code.State switch
            {
                Use.None => first.Status == StatusCodes.Status200OK,
                Use.Used => first.Status == StatusCodes.Status400BadRequest,
                _ => first.Status is StatusCodes.Status200OK or StatusCodes.Status400BadRequest,
            },
            $"{code.State}: {first.Status} {first.Text}");
        Assert.Equal("invalid_grant", (await _steps.RedeemAsync(connection, code.Issued)).Member("error"));
    }

    private static ValueTask<LoadAnswer> RefreshAsync(LoadConnection connection, string token)
        => connection.SendAsync(LoadRequest.Post("/token", [
            ("grant_type", "refresh_token"), ("refresh_token", token), .. BenchTarget.CredentialsOf(BenchFile.Client)]));

    private enum Use
    {
        None,
        UnderWay,
        Used,
    }

    private sealed class Code(IssuedCode issued)
    {
        public IssuedCode Issued { get; } = issued;

        public Use State { get; set; }
    }

    private sealed class Family(string first)
    {
        public string Latest { get; set; } = first;

        public List<string> Spent { get; } = [];

        public bool UnderWay { get; set; }
    }
}
