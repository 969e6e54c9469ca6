using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("AuthPortal.Tests.Certification.CertificationFramework", "AuthPortal.Tests")]

namespace AuthPortal.Tests.Certification;

/// <summary>
/// xunit's own framework with an ear: after the last test it says how each certification module went, in the output of
/// <c>dotnet test</c> and in <c>certification.txt</c> beside the tests.
/// </summary>
public sealed class CertificationFramework(IMessageSink diagnostics) : XunitTestFramework(diagnostics)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName)
        => new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, sources, diagnostics)
    {
        protected override void RunTestCases(
            IEnumerable<IXunitTestCase> testCases,
            IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions)
            => base.RunTestCases(testCases, new Ear(executionMessageSink, DiagnosticMessageSink), executionOptions);
    }

    private sealed class Ear(IMessageSink next, IMessageSink diagnostics) : LongLivedMarshalByRefObject, IMessageSink
    {
        private readonly CertificationTable _table = new();

        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestResultMessage ended)
            {
                _table.Add(ended);
            }
            else if (message is ITestAssemblyFinished && !_table.IsEmpty)
            {
                var path = Path.Combine(AppContext.BaseDirectory, "certification.txt");
                File.WriteAllText(path, _table + Environment.NewLine);
                diagnostics.OnMessage(new DiagnosticMessage($"{_table} ({path})"));
            }

            return next.OnMessage(message);
        }
    }
}
