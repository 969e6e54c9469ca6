using AuthPortal.Protocol;

namespace AuthPortal.Interactions;

/// <summary>Shows pages the request that they serve.</summary>
public sealed class InteractionReader(InteractionStore store, AuthorizeRequestValidator validator)
{
    /// <summary>Null when it is unknown, expired, another browser's, or its client has changed beyond it.</summary>
    public async Task<InteractionView?> FindAsync(
        string? id,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (id is null || await store.FindAsync(id, context, cancellationToken) is not { } interaction)
        {
            return null;
        }

        var parameters = AuthorizeParameters.Restored(interaction.Parameters);
        return await validator.ValidateAsync(parameters, RequestOrigin.Kept, cancellationToken) is ValidatedAuthorizeRequest request
            ? new InteractionView(interaction.Id, request)
            : null;
    }
}
