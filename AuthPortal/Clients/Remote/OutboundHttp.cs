using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace AuthPortal.Clients.Remote;

/// <summary>
/// Requests to addresses that strangers named: key sets, request objects, metadata documents, logout notices. Against
/// server-side request forgery the name is resolved here, every address that it has must be public, and the very
/// address that was judged is connected to, so that no second answer of the name service can lead elsewhere. No
/// redirect is followed, no proxy used, no cookie sent; slow and endless answers are cut off.
/// </summary>
public sealed class OutboundHttp : IDisposable
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private const int HeaderKilobytes = 16;

    private readonly RemotePolicy _policy;
    private readonly HttpClient _http;

    public OutboundHttp(RemotePolicy policy)
    {
        _policy = policy;
#pragma warning disable CA2000 // The client owns and disposes its handler.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            MaxResponseHeadersLength = HeaderKilobytes,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            UseCookies = false,
            UseProxy = false,
        };
#pragma warning restore CA2000
        handler.SslOptions.RemoteCertificateValidationCallback = policy.Trust;
        _http = new HttpClient(handler) { Timeout = Longest };
    }

    /// <summary>Fetches a document of at most <paramref name="mostOctets"/>.</summary>
    public Task<RemoteAnswer> GetAsync(string url, int mostOctets, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Get, url, content: null, mostOctets, cancellationToken);

    /// <summary>Posts a form; what comes back beside the status is not read.</summary>
    public async Task<RemoteAnswer> PostAsync(
        string url,
        IEnumerable<KeyValuePair<string, string>> form,
        CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        return await SendAsync(HttpMethod.Post, url, content, mostOctets: 0, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<RemoteAnswer> SendAsync(
        HttpMethod method,
        string url,
        HttpContent? content,
        int mostOctets,
        CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme != Uri.UriSchemeHttps
            || address.UserInfo.Length > 0)
        {
            return new RemoteAnswer.Failed("the address is not an https URL");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            using var request = new HttpRequestMessage(method, address) { Content = content };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return method == HttpMethod.Get
                ? await ReadAsync(response, mostOctets, limit.Token)
                : StatusOf(response);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RemoteAnswer.Failed("it took longer than 5 seconds");
        }
        catch (HttpRequestException problem)
        {
            return new RemoteAnswer.Failed(ReasonOf(problem));
        }
        catch (IOException)
        {
            return new RemoteAnswer.Failed("the connection broke");
        }
    }

    private static RemoteAnswer StatusOf(HttpResponseMessage response)
        => response.IsSuccessStatusCode
            ? new RemoteAnswer.Received([], MediaType: null, MaxAge: null)
            : new RemoteAnswer.Failed($"it answered with status {(int)response.StatusCode}");

    private static async Task<RemoteAnswer> ReadAsync(
        HttpResponseMessage response,
        int mostOctets,
        CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new RemoteAnswer.Failed($"it answered with status {(int)response.StatusCode}");
        }

        // The announced length is not believed: one octet more than allowed is read at most.
        var buffer = new byte[mostOctets + 1];
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await body.ReadAtLeastAsync(
            buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length > mostOctets
            ? new RemoteAnswer.Failed($"it is larger than {mostOctets} octets")
            : new RemoteAnswer.Received(
                buffer[..length],
                response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant(),
                MaxAgeOf(response.Headers.CacheControl));
    }

    private static TimeSpan? MaxAgeOf(CacheControlHeaderValue? control)
        => control is { NoStore: true } or { NoCache: true } ? TimeSpan.Zero : control?.MaxAge;

    private static string ReasonOf(HttpRequestException problem) => problem switch
    {
        { InnerException: RefusedAddressException } => "its address is not on the public internet",
        { HttpRequestError: HttpRequestError.NameResolutionError } => "its name can't be resolved",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "its certificate is not trusted",
        _ => "it can't be reached",
    };

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken)
    {
        var addresses = await _policy.Resolve(context.DnsEndPoint.Host, cancellationToken);
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, address => _policy.Allows(address)))
        {
            throw new RefusedAddressException();
        }

#pragma warning disable CA2000 // The stream owns it once it is connected.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
#pragma warning restore CA2000
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

#pragma warning disable CA1032 // Thrown and caught here alone.
    private sealed class RefusedAddressException : IOException;
#pragma warning restore CA1032
}
