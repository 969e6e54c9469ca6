using System.Diagnostics.CodeAnalysis;

namespace AuthPortal.Protocol;

/// <summary>Either a proven value or the refusal that the caller answers with: a refusal is never an exception.</summary>
public sealed class Result<T>
    where T : notnull
{
    private Result(T? value, OAuthError? error)
    {
        Value = value;
        Error = error;
    }

    public T? Value { get; }

    public OAuthError? Error { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsOk => Error is null;

    [SuppressMessage("Usage", "CA2225", Justification = "The constructors' job: return a value or an error.")]
    public static implicit operator Result<T>(T value) => new(value, null);

    [SuppressMessage("Usage", "CA2225", Justification = "The constructors' job: return a value or an error.")]
    public static implicit operator Result<T>(OAuthError error) => new(default, error);
}
