using AuthPortal.Protocol;

namespace AuthPortal.Clients.Registration;

/// <summary>A software statement counts only where <see cref="SoftwareStatements"/> has opened it (RFC 7591 §2.3).</summary>
internal static class StatementRules
{
    public static IEnumerable<RuleViolation> Check(ClientMetadata metadata, RegistrationContext context)
        => metadata.SoftwareStatement is { } statement
            && statement != context.ProvenStatement
            && statement != context.Current?.SoftwareStatement
                ? [Rules.StatementUnapproved.BrokenBy(MemberName.SoftwareStatement)]
                : [];
}
