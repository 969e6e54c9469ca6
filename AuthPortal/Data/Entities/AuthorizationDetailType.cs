namespace AuthPortal.Data.Entities;

/// <summary>A type of authorization details that this server knows, RFC 9396 §2, in words for the consent page.</summary>
public sealed class AuthorizationDetailType
{
    public required string Type { get; init; }

    /// <summary>Words with members in braces: <c>Pay {amount.value} {amount.currency} to {creditor}</c>.</summary>
    public required string DisplayName { get; set; }

    /// <summary>The same words in Korean; null falls back to <see cref="DisplayName"/>.</summary>
    public string? DisplayNameKo { get; set; }

    /// <summary>A JSON schema that each object of the type must satisfy.</summary>
    public required string Schema { get; set; }
}
