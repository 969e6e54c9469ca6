using System.Reflection;
using Xunit.Sdk;

namespace AuthPortal.Tests.Certification;

/// <summary>The list of modules and the tests are the same set, variants included.</summary>
public sealed class ModulesTests
{
    /// <summary>Registered clients and third parties are certified where those are built; from their first test on, wholly.</summary>
    public static TheoryData<string> Plans =>
    [
        .. Modules.ByPlan.Keys.Where(plan => plan is not (Modules.Dynamic or Modules.ThirdPartyInitiated)
            || Tests().Any(t => t.Plan == plan)),
    ];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_module_of_a_plan_has_its_test_and_every_test_is_a_module(string plan)
    {
        var tested = Tests().Where(t => t.Plan == plan).Select(t => t.Name).Distinct();
        Assert.Equal(
            Modules.ByPlan[plan].Order(StringComparer.Ordinal), tested.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_module_is_run_in_every_variant_of_its_plan()
    {
        var run = Tests().Where(t => t.Variant is not null).ToLookup(t => (t.Plan, t.Name), t => t.Variant);
        Assert.All(run, module => Assert.Equal(
            Variants.All.Count(v => Variants.PlanOf(v) == module.Key.Plan && Needs(module.Key.Name, v)),
            module.Distinct().Count()));
        static bool Needs(string module, string variant)
            => !module.StartsWith("Oidcc_userinfo_", StringComparison.Ordinal) || Variants.WithAccessToken.Contains(variant);
    }

    [Fact]
    public void No_test_stands_outside_of_every_plan()
        => Assert.DoesNotContain(Tests(), t => !Modules.ByPlan.ContainsKey(t.Plan));

    /// <summary>Each test that is named after a module, once for each variant.</summary>
    private static IEnumerable<(string Plan, string Name, string? Variant)> Tests()
        => typeof(ModulesTests).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(ModulesTests).Namespace)
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null
                && (method.Name.StartsWith("Oidcc_", StringComparison.Ordinal)
                    || method.Name.StartsWith("Fapi2_", StringComparison.Ordinal)))
            .SelectMany(method => VariantsOf(method).Select(v => (PlanOf(method, v), method.Name, v)));

    private static IEnumerable<string?> VariantsOf(MethodInfo method)
        => method.GetCustomAttribute<VariantDataAttribute>() is { } data
            ? data.GetData(method).Select(row => (string?)row[0])
            : [null];

    private static string PlanOf(MethodInfo method, string? variant)
        => variant is not null
            ? Variants.PlanOf(variant)
            : Modules.PlanOfClass(method.DeclaringType!.Name)
                ?? TraitHelper.GetTraits(method.DeclaringType).Single(t => t.Key == Modules.Plan).Value;
}
