using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AuthPortal.Tests.Fixtures;

/// <summary>A portal that a browser can reach and whose clock the test moves.</summary>
public sealed class ClockedPortal : KestrelPortal
{
    protected override void UseClock(IServiceCollection services)
        => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
}
