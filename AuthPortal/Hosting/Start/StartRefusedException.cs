using System.Diagnostics.CodeAnalysis;

namespace AuthPortal.Hosting.Start;

/// <summary>The server must not start; the message is one line that names what is wrong and the mend.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It is thrown with its line or not at all.")]
internal sealed class StartRefusedException(string line, Exception? cause = null) : Exception(line, cause);
