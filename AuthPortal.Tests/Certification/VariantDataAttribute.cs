using System.Reflection;
using Xunit.Sdk;

namespace AuthPortal.Tests.Certification;

/// <summary>One row for each variant that a module is run in.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VariantDataAttribute(string list) : DataAttribute
{
    public string List { get; } = list;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
        => ((IReadOnlyList<string>)typeof(Variants).GetProperty(List)!.GetValue(null)!).Select(variant => new object[] { variant });
}
