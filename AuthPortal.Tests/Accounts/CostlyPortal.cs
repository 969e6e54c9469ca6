using AuthPortal.Tests.Fixtures;

namespace AuthPortal.Tests.Accounts;

/// <summary>A password costs so much here that one more or less is longer than all else that an answer takes.</summary>
public sealed class CostlyPortal : Portal
{
    protected override int PasswordIterations => 30_000;
}
