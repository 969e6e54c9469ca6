using System.Text;
using Xunit.Abstractions;

namespace AuthPortal.Tests.Certification;

/// <summary>Collects how each module went and writes it down: module, result, by plan.</summary>
internal sealed class CertificationTable
{
    private readonly Dictionary<(string Plan, string Module), Row> _rows = [];

    public bool IsEmpty => _rows.Count == 0;

    /// <summary>Takes any test's end; those that are no module are left out.</summary>
    public void Add(ITestResultMessage ended)
    {
        if (PlanOf(ended.TestCase) is not { } plan)
        {
            return;
        }

        var key = (plan, ended.TestMethod.Method.Name);
        lock (_rows)
        {
            var row = _rows.GetValueOrDefault(key) ?? new Row(0, 0, null);
            _rows[key] = ended switch
            {
                ITestPassed => row with { Passed = row.Passed + 1 },
                ITestFailed => row with { Failed = row.Failed + 1 },
                ITestSkipped skipped => row with { Skipped = skipped.Reason },
                _ => row,
            };
        }
    }

    public override string ToString()
    {
        var plans = Modules.ByPlan.Keys.ToList();
        var text = new StringBuilder("OpenID certification modules\n");
        foreach (var plan in _rows.GroupBy(r => r.Key.Plan).OrderBy(p => (uint)plans.IndexOf(p.Key)))
        {
            text.Append('\n').Append(plan.Key).Append('\n');
            foreach (var ((_, module), row) in plan.OrderBy(r => r.Key.Module, StringComparer.Ordinal))
            {
                text.Append("  ").Append(module.Replace('_', '-').ToLowerInvariant().PadRight(80)).Append(row).Append('\n');
            }
        }

        return text
            .Append('\n').Append(_rows.Values.Count(r => r.IsPassed)).Append(" modules passed, ")
            .Append(_rows.Values.Count(r => r.Failed > 0)).Append(" failed, ")
            .Append(_rows.Values.Count(r => r is { Failed: 0, Skipped: not null })).Append(" skipped")
            .ToString();
    }

    /// <summary>Null for a test that is no module.</summary>
    private static string? PlanOf(ITestCase test)
    {
        var type = test.TestMethod.TestClass.Class.Name;
        if (!type.StartsWith(typeof(CertificationTable).Namespace! + ".", StringComparison.Ordinal)
            || !(test.TestMethod.Method.Name.StartsWith("Oidcc_", StringComparison.Ordinal)
                || test.TestMethod.Method.Name.StartsWith("Fapi2_", StringComparison.Ordinal)))
        {
            return null;
        }

        return test.Traits.TryGetValue(Modules.Plan, out var plans) ? plans[^1]
            : test.TestMethodArguments is [string variant, ..] ? Variants.PlanOf(variant)
            : Modules.PlanOfClass(type.Split('.')[^1]) ?? type.Split('.')[^1];
    }

    private sealed record Row(int Passed, int Failed, string? Skipped)
    {
        public bool IsPassed => Failed == 0 && Passed > 0;

        public override string ToString()
            => Failed > 0 ? $"FAILED ({Failed} of {Passed + Failed})"
                : Passed > 0 ? Passed == 1 ? "passed" : $"passed ({Passed} variants)"
                : $"skipped: {Skipped}";
    }
}
