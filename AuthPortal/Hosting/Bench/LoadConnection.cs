using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AuthPortal.Hosting.Bench;

/// <summary>
/// One HTTP/1.1 connection that asks for one thing after the other (RFC 9112). It does as little as it can, because the
/// machine that is measured runs it too.
/// </summary>
internal sealed class LoadConnection(IPEndPoint server) : IDisposable
{
    private const int Start = 16 * 1024;

    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();

    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    private byte[] _buffer = new byte[Start];
    private Socket? _socket;
    private int _filled;

    /// <summary>A header's value with what it was given and what servers have set since, as a browser keeps it.</summary>
    public string Cookies => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    public void Keep(IEnumerable<string> cookies)
    {
        foreach (var pair in cookies.Select(cookie => cookie.Split(';')[0].Trim().Split('=', 2)).Where(p => p.Length == 2))
        {
            _cookies[pair[0]] = pair[1];
        }
    }

    public void ForgetCookies() => _cookies.Clear();

    /// <summary>What comes back is good until the next call.</summary>
    /// <exception cref="IOException">The server closed in the middle, or wrote what is not HTTP.</exception>
    public async ValueTask<LoadAnswer> SendAsync(ReadOnlyMemory<byte> request)
    {
        var socket = _socket ??= await ConnectAsync();
        for (var sent = 0; sent < request.Length;)
        {
            sent += await socket.SendAsync(request[sent..], SocketFlags.None);
        }

        _filled = 0;
        int head;
        while ((head = _buffer.AsSpan(0, _filled).IndexOf(HeadEnd)) < 0)
        {
            await FillAsync(socket);
        }

        var answer = Head(head);
        var body = head + HeadEnd.Length;
        var length = answer.Chunked ? await ChunksAsync(socket, body) : await PlainAsync(socket, body, answer.Length);
        if (answer.Cookies is { } cookies)
        {
            Keep(cookies);
        }

        if (answer.Closes)
        {
            Close();
        }

        return new LoadAnswer(answer.Status, answer.Location, _buffer.AsMemory(body, length));
    }

    public void Dispose() => Close();

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        return socket;
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private async ValueTask FillAsync(Socket socket)
    {
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await socket.ReceiveAsync(_buffer.AsMemory(_filled), SocketFlags.None);
        if (read == 0)
        {
            Close();
            throw new IOException("The server closed the connection in the middle of an answer.");
        }

        _filled += read;
    }

    private async ValueTask<int> PlainAsync(Socket socket, int body, int length)
    {
        while (_filled < body + length)
        {
            await FillAsync(socket);
        }

        return length;
    }

    /// <summary>RFC 9112 §7.1; the chunks are moved together, and their number is forgotten.</summary>
    private async ValueTask<int> ChunksAsync(Socket socket, int body)
    {
        var written = body;
        var at = body;
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(at, _filled - at).IndexOf("\r\n"u8)) < 0)
            {
                await FillAsync(socket);
            }

            var size = int.Parse(_buffer.AsSpan(at, line), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            at += line + 2;
            while (_filled < at + size + 2)
            {
                await FillAsync(socket);
            }

            if (size == 0)
            {
                return written - body;
            }

            _buffer.AsSpan(at, size).CopyTo(_buffer.AsSpan(written));
            written += size;
            at += size + 2;
        }
    }

    private HeadOfAnswer Head(int end)
    {
        var text = _buffer.AsSpan(0, end);
        var head = new HeadOfAnswer
        {
            Status = int.Parse(text.Slice("HTTP/1.1 ".Length, 3), NumberStyles.None, CultureInfo.InvariantCulture),
        };
        for (var at = text.IndexOf("\r\n"u8) + 2; at > 1 && at < end;)
        {
            var rest = text[at..];
            var line = rest.IndexOf("\r\n"u8) is >= 0 and var length ? rest[..length] : rest;
            Read(head, line);
            at += line.Length + 2;
        }

        return head;
    }

    private static void Read(HeadOfAnswer head, ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon < 0)
        {
            return;
        }

        var name = line[..colon];
        var value = line[(colon + 1)..].Trim((byte)' ');
        if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
        {
            head.Length = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
        }
        else if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
        {
            head.Chunked = true;
        }
        else if (Ascii.EqualsIgnoreCase(name, "connection"u8))
        {
            head.Closes = Ascii.EqualsIgnoreCase(value, "close"u8);
        }
        else if (Ascii.EqualsIgnoreCase(name, "location"u8))
        {
            head.Location = Encoding.ASCII.GetString(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "set-cookie"u8))
        {
            (head.Cookies ??= []).Add(Encoding.ASCII.GetString(value));
        }
    }

    private sealed class HeadOfAnswer
    {
        public required int Status { get; init; }

        public int Length { get; set; }

        public bool Chunked { get; set; }

        public bool Closes { get; set; }

        public string? Location { get; set; }

        public List<string>? Cookies { get; set; }
    }
}

/// <summary>An answer as far as a measurement reads it.</summary>
internal readonly record struct LoadAnswer(
    int Status,
    string? Location,
    ReadOnlyMemory<byte> Body)
{
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>A text member of a JSON body; null when it is not there.</summary>
    public string? Member(string name)
    {
        var reader = new System.Text.Json.Utf8JsonReader(Body.Span);
        while (reader.Read())
        {
            if (reader.TokenType == System.Text.Json.JsonTokenType.PropertyName && reader.ValueTextEquals(name))
            {
                reader.Read();
                return reader.GetString();
            }
        }

        return null;
    }

    /// <exception cref="BenchFailedException">Another status, with what the server said.</exception>
    public LoadAnswer Expect(int status)
        => Status == status ? this : throw new BenchFailedException($"{Status} where {status} was due: {Text}");
}
