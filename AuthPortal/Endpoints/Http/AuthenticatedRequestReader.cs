using AuthPortal.Accounts;
using AuthPortal.Clients;
using AuthPortal.Data;
using AuthPortal.Protocol;

namespace AuthPortal.Endpoints.Http;

/// <summary>The first half of every endpoint that clients post to: form, credentials, client (RFC 6749 §3.2.1).</summary>
public sealed class AuthenticatedRequestReader(
    FormReader forms,
    ClientRegistry clients,
    GuardedClients guarded,
    ClientCertificates certificates,
    DpopProofReader proofs,
    Issuer issuer)
{
    public async Task<Result<AuthenticatedRequest>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var step = PortalTelemetry.Step("client.authenticate");
        var form = await forms.ReadLenientlyAsync(request, cancellationToken);
        if (!form.IsOk)
        {
            return form.Error;
        }

        var credentials = await CredentialsAsync(request, form.Value, cancellationToken);
        if (!credentials.IsOk)
        {
            return credentials.Error;
        }

        using var certificate = certificates.Find(request.HttpContext);
        var presented = credentials.Value with
        {
            Certificate = certificate,
            Endpoint = issuer.Url(request.Path.Value ?? string.Empty),
        };
        var client = await guarded.AuthenticateAsync(request.HttpContext, presented, cancellationToken);
        if (!client.IsOk)
        {
            return client.Error;
        }

        var dpop = await proofs.ReadAsync(request, accessToken: null, DpopProofReader.AlgorithmsOf(client.Value));
        if (!dpop.IsOk)
        {
            return dpop.Error;
        }

        var thumbprint = certificate is null ? null : ClientCertificateProof.ThumbprintOf(certificate);
        var proof = new Confirmation(dpop.Value.Thumbprint, thumbprint);
        return new AuthenticatedRequest(client.Value, form.Value, proof) { Visitor = Visitor.Of(request.HttpContext) };
    }

    private async Task<Result<ClientCredentials>> CredentialsAsync(
        HttpRequest request,
        RequestParameters form,
        CancellationToken cancellationToken)
    {
        Result<ClientCredentials> credentials = form.Fault is { } fault ? fault : ClientCredentialsReader.Read(request, form);
        var named = credentials.Value?.ClientId ?? ClientCredentialsReader.Named(request, form);
        RequestFacts.Of(request.HttpContext).ClientId = named;
        if (!credentials.IsOk && named is not null)
        {
            // Nobody is proven; but should there be such an app, its developers want to know.
            await clients.FindStoredAsync(named, cancellationToken);
        }

        return credentials;
    }
}

/// <summary>A form and the client that proved to have sent it.</summary>
/// <param name="Client">Proven, and neither disabled nor pending.</param>
/// <param name="Form">What it sent.</param>
/// <param name="Proof">The keys that the request proved to hold (DPoP, mutual TLS).</param>
public sealed record AuthenticatedRequest(RegisteredClient Client, RequestParameters Form, Confirmation Proof)
{
    /// <summary>Where it came from.</summary>
    public required Visitor Visitor { get; init; }
}
