using System.Diagnostics.CodeAnalysis;

namespace AuthPortal.Hosting.Demo;

/// <summary>The portal refused the demo app; the message is its error code.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It is thrown with its code or not at all.")]
internal sealed class DemoRefusedException(string code) : Exception(code);
