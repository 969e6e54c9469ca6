using System.Reflection;
using AuthPortal.Tests.House.Specifications;
using Xunit.Abstractions;

namespace AuthPortal.Tests.House;

/// <summary>
/// What each specification demands of an authorization server, a row each, and the test that plays it; and what it demands
/// that no test here can play, with the reason. Both are printed.
/// </summary>
public sealed class SpecificationTests(ITestOutputHelper output)
{
    private static readonly Demand[] Demands =
        [.. CoreDemands.All, .. TokenDemands.All, .. RegistrationDemands.All, .. RequestDemands.All, .. OpenIdDemands.All];

    private static readonly Moot[] WithoutTest =
    [
        .. CoreDemands.WithoutTest, .. TokenDemands.WithoutTest, .. RegistrationDemands.WithoutTest,
        .. RequestDemands.WithoutTest, .. OpenIdDemands.WithoutTest,
    ];

    private static readonly string[] Known =
    [
        "RFC 6749", "RFC 6750", "RFC 7009", "RFC 7521", "RFC 7523", "RFC 7591", "RFC 7592", "RFC 7636", "RFC 7662", "RFC 8252",
        "RFC 8414", "RFC 8628", "RFC 8693", "RFC 8705", "RFC 8707", "RFC 9068", "RFC 9101", "RFC 9126", "RFC 9207", "RFC 9396",
        "RFC 9449", "RFC 9470", "RFC 9701", "RFC 9728", "OAuth 2.1", "Client ID Metadata Document", "OIDC Core", "OIDC Discovery",
        "OIDC Registration", "RP-Initiated Logout", "Back-Channel Logout", "Front-Channel Logout", "Form Post", "JARM",
        "Multiple Response Types", "FAPI 2.0 Security Profile", "FAPI 2.0 Message Signing",
    ];

    public static TheoryData<string> Specifications => [.. Known];

    /// <summary>A name counts only where every method of that name in a class of tests is a test, and none is skipped.</summary>
    [Fact]
    public void Each_demand_names_a_test_that_runs()
    {
        var methods = typeof(SpecificationTests).Assembly.GetTypes()
            .Select(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(ofType => Array.Exists(ofType, method => method.GetCustomAttribute<FactAttribute>() is not null))
            .SelectMany(ofType => ofType)
            .ToLookup(method => method.Name, StringComparer.Ordinal);
        foreach (var (specification, section, what, test) in Demands)
        {
            output.WriteLine($"{specification,-28} {section,-10} {what}: {test}");
            Assert.NotEmpty(methods[test]);
            Assert.All(methods[test], method => Assert.Null(IsRun(method) ? null : $"{method.DeclaringType}.{method.Name}"));
        }

        foreach (var (specification, section, reason) in WithoutTest)
        {
            output.WriteLine($"{specification,-28} {section,-10} no test: {reason}");
        }

        output.WriteLine($"{Demands.Length} demands, {WithoutTest.Length} without a test.");
    }

    [Fact]
    public void What_is_no_test_or_never_runs_is_found_out()
    {
        Assert.False(IsRun(typeof(SpecificationTests).GetMethod(nameof(GetHashCode))!));
        Assert.False(IsRun(typeof(Certification.SessionManagementOpTests).GetMethod(
            nameof(Certification.SessionManagementOpTests.Oidcc_session_management_discovery))!));
    }

    [Theory]
    [MemberData(nameof(Specifications))]
    public void Each_specification_stands_in_the_table(string specification)
        => Assert.Contains(Demands, demand => demand.Specification == specification);

    [Fact]
    public void No_row_is_of_another_specification_or_stands_twice()
    {
        Assert.All(Demands.Select(d => d.Specification).Concat(WithoutTest.Select(m => m.Specification)), s => Assert.Contains(s, Known));
        Assert.Equal(Demands.Length, Demands.Distinct().Count());
        Assert.Equal(
            Demands.Length, Demands.Select(d => (d.Specification, d.Section, d.What)).Distinct().Count());
    }

    private static bool IsRun(MethodInfo method) => method.GetCustomAttribute<FactAttribute>() is { Skip: null };
}
