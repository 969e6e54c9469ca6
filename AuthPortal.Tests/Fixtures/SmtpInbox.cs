using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using SmtpServices = SmtpServer.ComponentModel.ServiceProvider;

namespace AuthPortal.Tests.Fixtures;

/// <summary>Somebody else's SMTP server on this machine: what it took is what a person would get.</summary>
internal sealed class SmtpInbox : MessageStore, IAsyncDisposable
{
    public const string UserName = "portal";
    public const string Password = "smtp password";

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<MimeMessage> _taken = new();
    private readonly Task _running;

    public SmtpInbox(X509Certificate2? certificate = null, bool wantsPassword = false)
    {
        Port = FreePort();
        var options = new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint =>
        {
            endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port)).AllowUnsecureAuthentication(certificate is null)
                .AuthenticationRequired(wantsPassword);
            if (certificate is not null)
            {
                endpoint.Certificate(certificate);
            }
        }).Build();
        var services = new SmtpServices();
        services.Add(this);
        services.Add(new DelegatingUserAuthenticator((user, password) => user == UserName && password == Password));
        _running = new global::SmtpServer.SmtpServer(options, services).StartAsync(_end.Token);
    }

    public int Port { get; }

    /// <summary>What it answers to the next mail, instead of taking it.</summary>
    public SmtpResponse? Refusal { get; set; }

    public IReadOnlyList<MimeMessage> Taken => [.. _taken];

    public void Serve(Portal portal)
    {
        portal.Settings["Mail:Smtp:Host"] = "127.0.0.1";
        portal.Settings["Mail:Smtp:Port"] = Port.ToString(CultureInfo.InvariantCulture);
        portal.Settings["Mail:Smtp:Tls"] = "none";
        portal.Settings["Mail:From"] = "The Portal <portal@example.test>";
    }

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context,
        IMessageTransaction transaction,
        ReadOnlySequence<byte> buffer,
        CancellationToken cancellationToken)
    {
        if (Refusal is { } refusal)
        {
            return refusal;
        }

        using var stream = new MemoryStream(buffer.ToArray());
        _taken.Enqueue(await MimeMessage.LoadAsync(stream, cancellationToken));
        return SmtpResponse.Ok;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _end.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
