using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Hosting;

/// <summary>A portal as a developer first meets it: with demo people and the demo app.</summary>
internal sealed class DemoPortal : KestrelPortal
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment("Development");
    }
}
