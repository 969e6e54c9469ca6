using AuthPortal.Clients.Remote;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AuthPortal.Tests.Fixtures;

/// <summary>A portal that may reach one server of the test's own.</summary>
public sealed class RemotePortal(RemotePolicy policy) : Portal
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton(policy)));
    }
}
