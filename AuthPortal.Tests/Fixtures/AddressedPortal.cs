using System.Net;
using AuthPortal.Accounts.Guards;
using Microsoft.AspNetCore.TestHost;

namespace AuthPortal.Tests.Fixtures;

/// <summary>A portal whose visitors have addresses, which requests in memory lack.</summary>
public class AddressedPortal : Portal
{
    private const string Header = "X-Test-Address";

    public HttpClient NewClient(string address)
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Add(Header, address);
        return client;
    }

    /// <summary>As if so much had gone wrong from there already.</summary>
    public void Fail(GuardedAct act, string network, int times)
    {
        var limits = Services.GetRequiredService<FailureLimits>();
        for (var i = 0; i < times; i++)
        {
            limits.Count(act, network);
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<IStartupFilter, Addresses>());
    }

    private sealed class Addresses : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                if (IPAddress.TryParse(context.Request.Headers[Header], out var address))
                {
                    context.Connection.RemoteIpAddress = address;
                }

                return rest(context);
            });
            next(app);
        };
    }
}
