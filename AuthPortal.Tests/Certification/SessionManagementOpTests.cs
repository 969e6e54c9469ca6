namespace AuthPortal.Tests.Certification;

/// <summary>
/// OpenID Connect Session Management: optional, and not offered, since browsers that keep third-party cookies apart
/// leave its frame blind. That no metadata says otherwise is asserted by the metadata's own tests.
/// </summary>
[Trait(Modules.Plan, Modules.SessionManagement)]
public sealed class SessionManagementOpTests
{
    private const string NotOffered = "optional (Session Management 1.0), not offered: metadata has no check_session_iframe";

    [Fact(Skip = NotOffered)]
    public void Oidcc_session_management_discovery()
    {
    }

    [Fact(Skip = NotOffered)]
    public void Oidcc_session_management_rp_initiated_logout()
    {
    }
}
